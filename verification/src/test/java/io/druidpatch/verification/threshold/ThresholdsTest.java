package io.druidpatch.verification.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.Failure;
import io.druidpatch.verification.measure.Measurement;
import io.druidpatch.verification.report.Report.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThresholdsTest {
  private static final List<Measurement> MEASURED =
      List.of(
          measurement("ours", "latency", Map.of("route", "router", "pod", "a"), 0.02, 0.03, 0.04),
          measurement("ours", "latency", Map.of("route", "kubernetes", "pod", "a"), 0.01),
          measurement("stock", "latency", Map.of("route", "router", "pod", "a"), 0.06),
          measurement("ours", "zero", Map.of(), 0.0),
          measurement("ours", "none", Map.of()));

  private static final String ROUTER =
      """
      thresholds:
        - name: n
          scenario: s
          measurement: latency
          labels: {route: router}
      """;

  /** As in a run that measures everything. */
  private static boolean noneLeftOut(String scenario) {
    return false;
  }

  @TempDir Path folder;

  @Test
  void theProjectsOwnAreRead() throws IOException {
    List<Check> checks =
        Thresholds.read(Path.of("thresholds.yaml"))
            .check(List.of(), "k3s", ThresholdsTest::noneLeftOut);
    assertThat(checks).isNotEmpty().noneMatch(Check::measured);
    // What may be left unmeasured, and what is asked for on another kind of cluster.
    assertThat(checks.stream().filter(Check::met).map(Check::name))
        .containsExactly(
            "No byte lost or repeated in a rotated log",
            "A proper end of a rotated log, and no false one",
            "No more left out of a rotated log than a last write",
            "Nothing left out of a log that is rotated here",
            "Threads for each followed task",
            "All of many followers follow",
            "Threads for each task whose log is pushed",
            "A line of one of many running tasks is in S3 in time",
            "No location unknown to a supervisor, the API being slow",
            "No location unknown to a supervisor, ended tasks having the slots",
            "An Overlord that waits no longer says for how many");
    assertThat(checks.get(0).limit())
        .isEqualTo(
            "median of first-byte/first-decoded-byte encoding=identity pod=quiet route=overlord"
                + " at most 1.5× that of pod=quiet route=kubernetes");
  }

  @Test
  void whatIsMeasuredInProcessHasLimitsOfItsOwn() throws IOException {
    Path own = Path.of("thresholds.yaml");
    assertThat(Thresholds.read(own).check(List.of(), "in-process", ThresholdsTest::noneLeftOut))
        .isNotEmpty()
        .allMatch(check -> check.name().startsWith("In process, "));
    for (String kind : List.of("kubeconfig", "k3s", "embedded")) {
      assertThat(Thresholds.read(own).check(List.of(), kind, ThresholdsTest::noneLeftOut))
          .noneMatch(check -> check.name().startsWith("In process, "));
    }
  }

  @Test
  void aFigureIsComparedWithTheLimit() throws IOException {
    assertThat(check("    statistic: median\n    at-most: 0.03\n"))
        .isEqualTo(
            new Check("n", "median of s/latency route=router at most 30 ms", "30 ms", true, true));
    assertThat(check("    statistic: max\n    at-most: 0.03\n").met()).isFalse();
    assertThat(check("    statistic: min\n    at-least: 0.02\n").met()).isTrue();
    assertThat(check("    statistic: count\n    equals: 3\n").met()).isTrue();
    assertThat(check("    statistic: sum\n    at-least: 0.1\n").met()).isFalse();
  }

  @Test
  void aReferenceDividesOrIsSubtracted() throws IOException {
    Check over =
        check("    statistic: median\n    over: {labels: {route: kubernetes}}\n    at-most: 3\n");
    assertThat(over.met()).isTrue();
    assertThat(over.found()).isEqualTo("3×: 30 ms against 10 ms");
    Check above =
        check("    statistic: p99\n    above: {labels: {route: kubernetes}}\n    at-most: 0.02\n");
    assertThat(above.met()).isFalse();
    assertThat(above.found()).isEqualTo("30 ms above: 40 ms against 10 ms");
    assertThat(above.limit())
        .isEqualTo("p99 of s/latency route=router at most 20 ms above that of route=kubernetes");
  }

  @Test
  void theReferenceMayBeAnotherSubjects() throws IOException {
    Check check =
        check(
            """
                statistic: median
                over: {labels: {route: router}}
                over-subject: stock
                at-most: 0.5
            """);
    assertThat(check.met()).isTrue();
    assertThat(check.found()).isEqualTo("0.5×: 30 ms against 60 ms");
  }

  @Test
  void aRatioOverNothingIsNotMet() throws IOException {
    Check check = check("    statistic: median\n    over: {measurement: zero}\n    at-most: 9\n");
    assertThat(check.met()).isFalse();
    assertThat(check.measured()).isTrue();
    assertThat(check.found()).isEqualTo("no ratio: 30 ms against 0 s");
  }

  @Test
  void whatWasNotMeasuredIsMetWhereItsScenarioWasLeftOutAlone() throws IOException {
    for (String measurement : List.of("other", "none")) {
      Thresholds thresholds =
          read(
              "thresholds:\n  - {name: n, scenario: s, measurement: "
                  + measurement
                  + ", statistic: sum, equals: 0}\n");
      Check whole = thresholds.check(MEASURED, "k3s", ThresholdsTest::noneLeftOut).get(0);
      assertThat(whole.measured()).isFalse();
      assertThat(whole.met()).isFalse();
      assertThat(whole.found())
          .isEqualTo("not measured: no samples of s/" + measurement + " for ours");
      assertThat(thresholds.check(MEASURED, "k3s", "s"::equals).get(0).met()).isTrue();
      // Another scenario was left out: this one ran, and should have measured it.
      assertThat(thresholds.check(MEASURED, "k3s", "t"::equals).get(0).met()).isFalse();
    }
  }

  @Test
  void aReferenceOfAScenarioThatWasLeftOutIsNotMissed() throws IOException {
    Thresholds thresholds =
        read(
            ROUTER
                + "    statistic: max\n    above: {scenario: t, measurement: base}\n"
                + "    at-most: 1\n");
    assertThat(thresholds.check(MEASURED, "k3s", "t"::equals).get(0).met()).isTrue();
    assertThat(thresholds.check(MEASURED, "k3s", "s"::equals).get(0).met()).isFalse();
  }

  @Test
  void whatMayBeLeftUnmeasuredIsNotMissed() throws IOException {
    String none = "{name: n, scenario: s, measurement: none, statistic: sum, equals: 0";
    Thresholds thresholds = read("thresholds:\n  - " + none + ", if-measured: true}\n");
    Check whole = thresholds.check(MEASURED, "k3s", ThresholdsTest::noneLeftOut).get(0);
    assertThat(whole.met()).isTrue();
    assertThat(whole.measured()).isFalse();
    assertThat(check("    statistic: max\n    at-most: 0.01\n    if-measured: true\n").met())
        .isFalse();
  }

  @Test
  void oneLimitIsAskedForByItsName() throws IOException {
    Thresholds thresholds = Thresholds.read(Path.of("thresholds.yaml"));
    String name = "Longest silence of a followed log";
    List<Measurement> silence =
        List.of(
            new Measurement(
                "silent-connection", "stock", "longest-silence", Map.of(), "s", List.of(20.5)));
    assertThat(thresholds.check(name, silence, "stock", "embedded").met()).isFalse();
    assertThat(thresholds.check(name, silence, "ours", "embedded").measured()).isFalse();
    assertThatThrownBy(() -> thresholds.check("another", silence, "stock", "embedded"))
        .hasMessageContaining("another");
  }

  @Test
  void aLimitMayBeForSomeClustersAlone() throws IOException {
    Thresholds thresholds =
        read(ROUTER + "    statistic: max\n    at-most: 0.01\n    clusters: [kubeconfig, k3s]\n");
    assertThat(thresholds.check(MEASURED, "kubeconfig", ThresholdsTest::noneLeftOut).get(0).met())
        .isFalse();
    Check elsewhere = thresholds.check(MEASURED, "embedded", ThresholdsTest::noneLeftOut).get(0);
    assertThat(elsewhere.met()).isTrue();
    assertThat(elsewhere.measured()).isFalse();
    assertThat(elsewhere.found()).isEqualTo("asked on k3s, kubeconfig alone");
  }

  @Test
  void mistakesAreNamedWithFileAndLine() {
    assertWrong(
        ROUTER + "    statistik: median\n    at-most: 1\n",
        2,
        "the key `statistic` in a threshold");
    assertWrong(ROUTER + "    statistic: mean\n    at-most: 1\n", 6, "expected: one of median");
    assertWrong(
        ROUTER + "    statistic: max\n    at-most: 1\n    at_most: 1\n",
        8,
        "unknown key `at_most`");
    assertWrong(ROUTER + "    statistic: max\n    at-most: few\n", 7, "a number for `at-most`");
    assertWrong(ROUTER + "    statistic: max\n", 2, "found: none of them");
    assertWrong(
        ROUTER + "    statistic: max\n    at-most: 1\n    equals: 1\n", 8, "found: two of them");
    assertWrong(
        ROUTER + "    statistic: max\n    over: {label: {}}\n    at-most: 1\n",
        7,
        "unknown key `label` in a reference");
    assertWrong(
        ROUTER + "    statistic: max\n    over-subject: stock\n    at-most: 1\n",
        7,
        "with `over-subject`");
    assertWrong(ROUTER + "    name: again\n", 6, "the key `name` once in a threshold");
    String max = ROUTER + "    statistic: max\n    at-most: 1\n";
    assertWrong(
        max + "    clusters: [minikube]\n", 8, "one of kubeconfig, k3s, embedded, in-process");
    assertWrong(max + "    clusters: []\n", 8, "at least one item in `clusters`");
    assertWrong(max + "    if-measured: no\n", 8, "found: no");
    assertWrong("thresholds: []\n", 1, "at least one item in `thresholds`");
    assertWrong("a: [\n", 2, "expected: YAML");
    assertWrong("", 1, "an empty document");
    String entry = "  - {name: n, scenario: s, measurement: m, statistic: max, equals: 0}\n";
    assertWrong("thresholds:\n" + entry + entry, 3, "on line 2 too");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Thresholds.read(folder.resolve("none.yaml")))
        .isInstanceOf(Failure.class)
        .hasMessageContainingAll("none.yaml: there is no such file", "--thresholds");
  }

  private void assertWrong(String yaml, int line, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith(folder.resolve("t.yaml") + ":" + line + ": ")
        .hasMessageContaining(message);
  }

  private Check check(String rest) throws IOException {
    return read(ROUTER + rest).check(MEASURED, "k3s", ThresholdsTest::noneLeftOut).get(0);
  }

  private Thresholds read(String yaml) throws IOException {
    return Thresholds.read(Files.writeString(folder.resolve("t.yaml"), yaml));
  }

  private static Measurement measurement(
      String subject, String name, Map<String, String> labels, Double... samples) {
    return new Measurement("s", subject, name, labels, "s", List.of(samples));
  }
}
