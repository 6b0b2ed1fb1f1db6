package io.druidpatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class PassedOptionsTest {
  @Command
  static final class Some {
    @Mixin ClusterOptions cluster;
    @Mixin ScenarioOptions scenarios;
    @Mixin KubernetesRunOptions running;

    @Option(names = "--own")
    boolean own;
  }

  private static Some parsed(String... arguments) {
    Some some = new Some();
    new CommandLine(some).parseArgs(arguments);
    return some;
  }

  @Test
  void whatWasGivenIsPassedOnAndNothingElse() {
    String[] line = {
      "--quick", "--own", "--only", "first-byte", "--keep", "--only=rotation", "--cluster", "k3s"
    };
    Some some = parsed(line);
    assertThat(some.cluster.arguments()).containsExactly("--cluster=k3s");
    assertThat(some.scenarios.arguments())
        .containsExactly("--only=first-byte", "--only=rotation", "--quick");
    assertThat(some.running.arguments()).containsExactly("--keep");
    assertThat(parsed().cluster.arguments()).isEmpty();
  }

  /** Values that begin like options, or have quotes or spaces, arrive as they were. */
  @ParameterizedTest
  @ValueSource(strings = {"a b", "\"a\"", "it's", "-x", "--y", "a=b", ""})
  void valuesArriveAsTheyWere(String value) {
    List<String> passed = parsed("--context=" + value).cluster.arguments();
    assertThat(parsed(passed.toArray(String[]::new)).cluster.context()).contains(value);
  }

  @Test
  void aKindThatThereIsNotIsRefused() {
    assertThat(parsed().cluster.kind()).isEmpty();
    assertThat(parsed("--cluster", "auto").cluster.kubernetes()).isEmpty();
    assertThat(parsed("--cluster", "in-process").cluster.kind()).contains(ClusterKind.IN_PROCESS);
    assertThatThrownBy(() -> parsed("--cluster", "minikube").cluster.kind())
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "--cluster minikube: expected one of auto, kubeconfig, k3s, embedded, in-process");
    assertThatThrownBy(() -> parsed("--cluster", "in-process").cluster.kubernetes())
        .isInstanceOf(ParameterException.class)
        .hasMessage("--cluster in-process: expected one of auto, kubeconfig, k3s, embedded");
  }
}
