package io.druidpatch.verification.embedded.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
  private static final Map<String, String> LABELS = Map.of("app", "druid", "druid.io/task", "x1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|true",
        "app=druid|true",
        "app==druid|true",
        "app = druid|true",
        "app=other|false",
        "app!=druid|false",
        "none!=druid|true",
        "app|true",
        "none|false",
        "!app|false",
        "!none|true",
        "app in (a,druid),druid.io/task|true",
        "app in (a,b)|false",
        "app notin (a,b)|true",
        "none notin (a,b)|true",
        "app=druid,druid.io/task=x2|false",
        "none=|false",
      })
  void labels(String selector, boolean selected) {
    assertThat(Selector.labels(selector).test(LABELS)).isEqualTo(selected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=p|true",
        "metadata.name!=p|false",
        "metadata.namespace=n,status.phase=Running|true",
        "status.phase!=Running|false",
        "spec.nodeName=|true",
      })
  void fields(String selector, boolean selected) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("n")
            .withName("p")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .endStatus()
            .build();
    assertThat(
            Selector.fields(ResourceType.PODS, selector, new KubernetesSerialization()).test(pod))
        .isEqualTo(selected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.hostname=x", "metadata.name"})
  void refusedFields(String selector) {
    assertThatThrownBy(
            () -> Selector.fields(ResourceType.PODS, selector, new KubernetesSerialization()))
        .isInstanceOf(ApiFailure.class);
  }

  @Test
  void refusedLabels() {
    assertThatThrownBy(() -> Selector.labels("a b")).isInstanceOf(ApiFailure.class);
  }
}
