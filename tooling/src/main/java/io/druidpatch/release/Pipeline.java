package io.druidpatch.release;

import io.druidpatch.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The steps of one release, in order. A step is skipped only if it was recorded as done of the same
 * inputs and all that it made is still what was recorded.
 */
public final class Pipeline {
  /** What is done with a step. */
  public enum Action {
    DO,
    SKIP,
    LEAVE_OUT
  }

  /**
   * What a run does with a step.
   *
   * @param why why that is done with it
   */
  public record StepDecision(String step, Action action, String why) {}

  private final PartialRelease workplace;
  private final Inputs inputs;
  private final Map<String, String> without;
  private final Progress progress;
  private final Map<String, StepRecord> finished = new LinkedHashMap<>();
  private final List<StepDecision> lines = new ArrayList<>();

  /**
   * @param without the steps to leave out, with the reason for each
   */
  Pipeline(
      PartialRelease workplace, Inputs inputs, Map<String, String> without, Progress progress) {
    this.workplace = workplace;
    this.inputs = inputs;
    this.without = without;
    this.progress = progress;
  }

  /** What was decided of each step so far. */
  List<StepDecision> lines() {
    return List.copyOf(lines);
  }

  /** Decides for each step what a run would do, and runs none. */
  List<StepDecision> look(List<Step> steps) throws IOException {
    for (Step step : steps) {
      decide(step);
    }
    return lines();
  }

  /**
   * Does what is not done yet, and gives the release its name.
   *
   * @return the release's files, with their SHA-256
   */
  SortedMap<String, String> run(List<Step> steps) throws IOException {
    for (Step step : steps) {
      StepDecision line = decide(step);
      progress.line(
          switch (line.action()) {
            case DO -> "step " + line.step() + ", since " + line.why();
            case SKIP -> "step " + line.step() + ": skipped, " + line.why();
            case LEAVE_OUT -> "step " + line.step() + ": LEFT OUT: " + line.why();
          });
      if (line.action() == Action.DO) {
        run(step);
      }
    }
    SortedMap<String, String> files = new TreeMap<>();
    finished.values().forEach(record -> files.putAll(record.files()));
    workplace.publish(files.keySet());
    return files;
  }

  private void run(Step step) throws IOException {
    boolean done = false;
    try {
      Path part = workplace.begin(step.name());
      Path scratch = Files.createDirectories(workplace.scratch(step.name()));
      Map<String, String> facts =
          step.run(new StepContext(part, scratch, workplace.files(), finished, progress));
      finished.put(step.name(), workplace.finish(step.name(), part, inputs(step), facts));
      done = true;
    } finally {
      if (!done) {
        progress.line(
            "stopped in the step "
                + step.name()
                + "; the same command goes on from there ("
                + workplace.folder()
                + ")");
      }
    }
  }

  private StepDecision decide(Step step) throws IOException {
    StepDecision line;
    String reason = without.get(step.name());
    if (reason != null) {
      line = new StepDecision(step.name(), Action.LEAVE_OUT, reason);
    } else {
      Optional<StepRecord> record = workplace.record(step.name());
      Optional<String> due =
          record.isPresent() ? due(step, record.get()) : Optional.of("it is not done yet");
      if (due.isEmpty()) {
        finished.put(step.name(), record.orElseThrow());
      }
      line =
          due.map(why -> new StepDecision(step.name(), Action.DO, why))
              .orElse(
                  new StepDecision(step.name(), Action.SKIP, "done before, of the same inputs"));
    }
    lines.add(line);
    return line;
  }

  /** Why a step that was finished has to be done again; empty if it has not. */
  private Optional<String> due(Step step, StepRecord record) throws IOException {
    // Only when nothing is run: then what comes of an earlier step is not known.
    Optional<String> earlier =
        step.definition().needs().stream()
            .filter(name -> !without.containsKey(name))
            .filter(name -> !finished.containsKey(name))
            .findFirst();
    if (earlier.isPresent()) {
      return Optional.of("it needs the step " + earlier.get());
    }
    List<String> differences = Inputs.differences(record.inputs(), inputs(step));
    if (!differences.isEmpty()) {
      return Optional.of(String.join("; ", differences));
    }
    Optional<String> damage = workplace.damage(record);
    return damage.isPresent() ? damage : step.spoiled(record.facts());
  }

  /** What decides a step's outcome, the outcomes of earlier ones included. */
  private SortedMap<String, String> inputs(Step step) throws IOException {
    SortedMap<String, String> all = inputs.only(step.definition().inputs());
    for (String name : step.definition().needs()) {
      if (finished.containsKey(name)) {
        all.put("step " + name, finished.get(name).outcome());
      }
    }
    return all;
  }
}
