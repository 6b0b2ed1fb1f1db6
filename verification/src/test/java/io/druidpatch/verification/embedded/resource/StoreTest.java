package io.druidpatch.verification.embedded.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreTest {
  private final Store store = new Store(3, new KubernetesSerialization());
  private final List<String> seen = new ArrayList<>();

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("n")
        .withName(name)
        .endMetadata()
        .build();
  }

  private void create(String name) {
    store.create(ResourceType.CONFIG_MAPS, map(name));
  }

  private void set(String name, String value) {
    store.update(
        ResourceType.CONFIG_MAPS,
        "n",
        name,
        copy -> {
          copy.setData(java.util.Map.of("key", value));
          return copy;
        });
  }

  private void see(Change<ConfigMap> change) {
    String what =
        change.after().isEmpty() ? "deleted" : change.before().isEmpty() ? "added" : "modified";
    assertThat(change.last().getMetadata().getResourceVersion())
        .isEqualTo(Long.toString(change.revision()));
    seen.add(change.revision() + " " + what + " " + change.last().getMetadata().getName());
  }

  @Test
  void aWatchGoesOnFromAList() {
    create("a");
    long revision = store.list(ResourceType.CONFIG_MAPS, "").revision();
    create("b");
    store.watch(ResourceType.CONFIG_MAPS, revision, this::see);
    set("a", "x");
    store.remove(ResourceType.CONFIG_MAPS, "n", "b");
    assertThat(seen).containsExactly("2 added b", "3 modified a", "4 deleted b");
  }

  @Test
  void aWatchFromNowBeginsWithWhatIsThere() {
    create("a");
    set("a", "x");
    store.watchFromNow(ResourceType.CONFIG_MAPS, this::see);
    create("b");
    assertThat(seen).containsExactly("2 added a", "3 added b");
  }

  @Test
  void aChangeOfNothingIsNone() {
    create("a");
    set("a", "x");
    set("a", "x");
    assertThat(store.list(ResourceType.CONFIG_MAPS, "").revision()).isEqualTo(2);
  }

  @Test
  void whatIsForgottenIsGone() {
    for (int i = 0; i < 5; i++) {
      create("m" + i);
    }
    store.watch(ResourceType.CONFIG_MAPS, 2, this::see);
    assertThat(seen).hasSize(3);
    assertThatThrownBy(() -> store.watch(ResourceType.CONFIG_MAPS, 1, this::see))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(410));
  }

  @Test
  void anEndedWatchSeesNoMore() {
    store.watch(ResourceType.CONFIG_MAPS, 0, this::see).run();
    create("a");
    assertThat(seen).isEmpty();
  }

  @Test
  void theStoredObjectIsNotTheChangedOne() {
    create("a");
    ConfigMap before = store.find(ResourceType.CONFIG_MAPS, "n", "a").orElseThrow();
    set("a", "x");
    assertThat(before.getData()).isNullOrEmpty();
  }
}
