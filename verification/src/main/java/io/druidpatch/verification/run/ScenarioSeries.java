package io.druidpatch.verification.run;

import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.measure.Cell;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes the running Druid of one subject through scenarios. One that breaks off is an incident, and
 * the next one finds what it would have found otherwise: no fault, and the Overlord as it was.
 */
final class ScenarioSeries {
  /** Makes what a scenario works with. */
  @FunctionalInterface
  interface Contexts {
    ScenarioContext of(Scenario scenario, Recorder recorder) throws IOException;
  }

  /** Starts the Overlord anew, as it was before the first scenario. */
  @FunctionalInterface
  interface Restart {
    void of(ScenarioContext context) throws IOException, InterruptedException;
  }

  private final String subject;
  private final Contexts contexts;
  private final Restart restart;
  private final Findings findings;
  private final Teardown teardown;
  private final Consumer<String> progress;

  ScenarioSeries(
      String subject,
      Contexts contexts,
      Restart restart,
      Findings findings,
      Teardown teardown,
      Consumer<String> progress) {
    this.subject = subject;
    this.contexts = contexts;
    this.restart = restart;
    this.findings = findings;
    this.teardown = teardown;
    this.progress = progress;
  }

  /** Runs them; none after one from which the Overlord did not come back. */
  void run(List<Scenario> scenarios) throws InterruptedException {
    for (int i = 0; i < scenarios.size(); i++) {
      List<String> later = scenarios.stream().skip(i + 1L).map(Scenario::name).toList();
      if (!run(scenarios.get(i), later)) {
        return;
      }
    }
  }

  /** Whether Druid is fit for the later ones. */
  private boolean run(Scenario scenario, List<String> later) throws InterruptedException {
    progress.accept(subject + ": " + scenario.name() + ": " + scenario.question());
    Recorder recorder = new Recorder(subject, scenario.name());
    ScenarioContext context = null;
    try {
      context = contexts.of(scenario, recorder);
      scenario.run(context);
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      teardown.waitIfJvmEnds();
      findings.broken(subject, scenario.name(), e);
      recorder.cell(scenario.name() + " (whole)", Cell.Verdict.BROKEN, "broke off");
      return context == null || restore(scenario, context, later);
    } finally {
      findings.add(recorder);
    }
  }

  private boolean restore(Scenario scenario, ScenarioContext context, List<String> later)
      throws InterruptedException {
    // The next subject has the same proxy before the API.
    context.api().set(Fault.none());
    context.store().ifPresent(store -> store.set(Fault.none()));
    if (later.isEmpty()) {
      return true;
    }
    progress.accept(subject + ": starting the Overlord anew");
    try {
      restart.of(context);
      return true;
    } catch (IOException | RuntimeException e) {
      teardown.waitIfJvmEnds();
      findings.broken(
          subject,
          scenario.name(),
          "the Overlord did not come back afterwards, so that these did not run: "
              + String.join(", ", later)
              + ": "
              + e);
      return false;
    }
  }
}
