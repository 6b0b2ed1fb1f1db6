package io.druidpatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

class SuitePlanTest {
  @TempDir Path folder;

  /** What the suite reads of a plan with some options. */
  private SuitePlan arrived(String... arguments) throws IOException {
    GivenOptions given = GivenOptions.of(arguments);
    Map<String, Path> sources = new LinkedHashMap<>();
    sources.put("stock", folder.resolve("a b.tar.gz"));
    sources.put("ours", folder.resolve("ours.tar.gz"));
    SuitePlan plan =
        new SuitePlan(
            ClusterKind.K3S,
            given.cluster,
            given.scenarios,
            given.running,
            List.copyOf(sources.keySet()),
            sources,
            Map.of("ours", "registry/ours:1"),
            Map.of(),
            folder,
            folder.resolve("report"));
    return SuitePlan.read(plan.write());
  }

  @Test
  void whatWasDecidedArrives() throws IOException {
    SuitePlan plan = arrived();
    assertThat(folder.resolve("report/log/plan.json")).exists();
    assertThat(plan.cluster()).isEqualTo(ClusterKind.K3S);
    assertThat(plan.isInProcess()).isFalse();
    assertThat(plan.subjects()).containsExactly("stock", "ours");
    assertThat(plan.sources())
        .containsEntry("stock", folder.resolve("a b.tar.gz"))
        .containsEntry("ours", folder.resolve("ours.tar.gz"));
    assertThat(plan.image("ours")).contains("registry/ours:1");
    assertThat(plan.image("stock")).isEmpty();
    assertThat(plan.home()).isEqualTo(folder);
    assertThat(plan.report()).isEqualTo(folder.resolve("report"));
  }

  @Test
  void theOptionsThatWereGivenArrive() throws IOException {
    SuitePlan plan =
        arrived(
            "--quick",
            "--only",
            "first-byte",
            "--keep",
            "--only=rotation",
            "--repeat=7",
            "--s3=minio",
            "--thresholds=" + folder.resolve("mine.yaml"),
            "--cluster",
            "k3s",
            "--k3s-image=mine:1");
    assertThat(plan.scenarios().quick()).isTrue();
    // The short form of each leaves something out.
    assertThat(plan.scenarios().leavesOut("rotation")).isTrue();
    assertThat(plan.scenarios().only()).containsExactly("first-byte", "rotation");
    assertThat(plan.scenarios().repeat()).isEqualTo(7);
    assertThat(plan.scenarios().thresholds(plan.home())).isEqualTo(folder.resolve("mine.yaml"));
    assertThat(plan.running().keep()).isTrue();
    assertThat(plan.running().store()).isEqualTo("minio");
    assertThat(plan.access().k3sImage()).isEqualTo("mine:1");
    assertThat(plan.access().given()).containsExactly("--cluster=k3s", "--k3s-image=mine:1");
  }

  @Test
  void whatWasNotAskedForIsLeftOut() throws IOException {
    SuitePlan plan = arrived("--only", "rotation");
    assertThat(plan.scenarios().leavesOut("first-byte")).isTrue();
    assertThat(plan.scenarios().leavesOut("rotation")).isFalse();
  }

  @Test
  void whatWasNotGivenIsAsEver() throws IOException {
    SuitePlan plan = arrived();
    assertThat(plan.access().given()).isEmpty();
    assertThat(plan.access().k3sImage()).isEqualTo(ClusterOptions.K3S_IMAGE);
    assertThat(plan.scenarios().leavesOut("rotation")).isFalse();
    assertThat(plan.scenarios().repeat()).isZero();
    assertThat(plan.scenarios().thresholds(plan.home()))
        .isEqualTo(folder.resolve("thresholds.yaml"));
    assertThat(plan.running().store()).isEqualTo("auto");
    assertThat(plan.running().keep()).isFalse();
  }

  /** A release that goes on verifies anew if one of them has changed. */
  @Test
  void eachOptionThatChoosesTheClusterIsAmongThoseGiven() {
    List<String> all =
        CommandSpec.forAnnotatedObject(new ClusterOptions()).options().stream()
            .map(option -> option.longestName() + "=x")
            .toList();
    assertThat(GivenOptions.of(all.toArray(String[]::new)).cluster.given())
        .containsExactlyInAnyOrderElementsOf(all);
  }

  /** Values that begin like options, or have quotes or spaces, arrive as they were. */
  @ParameterizedTest
  @ValueSource(strings = {"a b", "\"a\"", "it's", "-x", "--y", "a=b", ""})
  void valuesArriveAsTheyWere(String value) throws IOException {
    assertThat(arrived("--context=" + value).access().context()).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{\"cluster\":\"x\"}", "{\"more\":1}"})
  void aFileThatIsNoPlanIsRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.json"), text);
    assertThatThrownBy(() -> SuitePlan.read(file))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("plan.json: this is no plan of the suite");
  }

  @Test
  void aKindThatThereIsNotIsRefused() {
    assertThat(GivenOptions.of().cluster.kind()).isEmpty();
    assertThat(GivenOptions.of("--cluster", "auto").cluster.kind()).isEmpty();
    GivenOptions.of("--cluster", "auto").cluster.requireKubernetes();
    ClusterOptions inProcess = GivenOptions.of("--cluster", "in-process").cluster;
    assertThat(inProcess.kind()).contains(ClusterKind.IN_PROCESS);
    assertThatThrownBy(() -> GivenOptions.of("--cluster", "minikube").cluster.kind())
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "--cluster minikube: expected one of auto, kubeconfig, k3s, embedded, in-process");
    assertThatThrownBy(inProcess::requireKubernetes)
        .isInstanceOf(ParameterException.class)
        .hasMessage("--cluster in-process: expected one of auto, kubeconfig, k3s, embedded");
  }
}
