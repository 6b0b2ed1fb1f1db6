package io.druidpatch.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.progress.Progress;
import io.druidpatch.release.Pipeline.Action;
import io.druidpatch.release.Pipeline.StepDecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done again and what is not, with steps that copy an input into a file. */
class PipelineTest {
  @TempDir Path folder;

  /** The steps that were run, in order. */
  private final List<String> ran = new ArrayList<>();

  private final SortedMap<String, String> inputs = new TreeMap<>(Map.of("a", "1", "b", "1"));
  private String breaksOff = "";
  private String spoiled = "";

  /** Its file is {@code NAME.txt}, or {@code report/NAME.txt} if its name begins with r. */
  private final class Copy implements Step {
    private final String name;
    private final String input;
    private final List<String> needs;

    Copy(String name, String input, String... needs) {
      this.name = name;
      this.input = input;
      this.needs = List.of(needs);
    }

    @Override
    public Definition definition() {
      return new Definition(name, List.of(input), needs);
    }

    @Override
    public Map<String, String> run(StepContext stage) throws IOException {
      ran.add(name);
      String file = (name.startsWith("r") ? "report/" : "") + name + ".txt";
      Path path = stage.folder().resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, name + " of " + inputs.get(input));
      if (breaksOff.equals(name)) {
        throw new IOException("no space");
      }
      return Map.of("fact", inputs.get(input));
    }

    @Override
    public Optional<String> spoiled(Map<String, String> facts) {
      return spoiled.equals(name) ? Optional.of("it is gone") : Optional.empty();
    }
  }

  private List<Step> steps() {
    return List.of(
        new Copy("one", "a"),
        new Copy("two", "b", "one"),
        new Copy("r", "b"),
        new Copy("last", "b", "two"));
  }

  private PartialRelease workplace() {
    return new PartialRelease(folder.resolve("v1"));
  }

  private Pipeline pipeline(Map<String, String> without) {
    return new Pipeline(workplace(), new Inputs(inputs), without, Progress.SILENT);
  }

  private SortedMap<String, String> run() throws IOException {
    ran.clear();
    return pipeline(Map.of()).run(steps());
  }

  /** Breaks off in the last step, so that the others are recorded and nothing is published. */
  private void breakOff() throws IOException {
    breaksOff = "last";
    assertThatThrownBy(this::run).hasMessage("no space");
    breaksOff = "";
    assertThat(folder.resolve("v1")).doesNotExist();
  }

  @Test
  void whatIsDoneIsNotDoneAgain() throws IOException {
    breakOff();
    SortedMap<String, String> files = run();
    assertThat(ran).containsExactly("last");
    assertThat(PartialRelease.below(folder.resolve("v1")))
        .containsExactlyInAnyOrder("one.txt", "two.txt", "report/r.txt", "last.txt")
        .isEqualTo(files.keySet());
    assertThat(folder.resolve("v1/last.txt")).hasContent("last of 1");
    assertThat(folder.toFile().list()).containsExactly("v1");
  }

  @Test
  void anotherInputDoesAgainWhatIsMadeOfIt() throws IOException {
    breakOff();
    inputs.put("a", "2");
    assertThat(pipeline(Map.of()).look(steps()))
        .containsExactly(
            new StepDecision("one", Action.DO, "a is 2 and was 1"),
            new StepDecision("two", Action.DO, "it needs the step one"),
            new StepDecision("r", Action.SKIP, "done before, of the same inputs"),
            new StepDecision("last", Action.DO, "it is not done yet"));
    run();
    assertThat(ran).containsExactly("one", "two", "last");
    assertThat(folder.resolve("v1/one.txt")).hasContent("one of 2");
  }

  @Test
  void aStepThatComesOutTheSameDoesNotDoTheNextAgain() throws IOException {
    breakOff();
    spoiled = "one";
    run();
    assertThat(ran).containsExactly("one", "last");
  }

  @Test
  void aFileThatIsAnotherOrGoneIsMadeAgain() throws IOException {
    breakOff();
    Path files = workplace().files();
    Files.writeString(files.resolve("one.txt"), "edited");
    Files.delete(files.resolve("report/r.txt"));
    assertThat(pipeline(Map.of()).look(steps()))
        .extracting(StepDecision::why)
        .contains("one.txt is not what the step made", "report/r.txt is not there any more");
    run();
    assertThat(ran).containsExactly("one", "r", "last");
    assertThat(folder.resolve("v1/one.txt")).hasContent("one of 1");
  }

  @Test
  void aStepIsNotFinishedWhileItIsDoneAgain() throws IOException {
    breakOff();
    inputs.put("a", "2");
    breaksOff = "one";
    assertThatThrownBy(this::run).hasMessage("no space");
    breaksOff = "";
    inputs.put("a", "1");
    run();
    assertThat(ran).startsWith("one");
    assertThat(folder.resolve("v1/one.txt")).hasContent("one of 1");
  }

  @Test
  void aRecordThatIsNoneCountsAsNone() throws IOException {
    breakOff();
    Files.writeString(workplace().folder().resolve("steps/one.json"), "{\"inputs\":");
    run();
    assertThat(ran).containsExactly("one", "last");
  }

  @Test
  void whatIsOfNoStepIsNotPublished() throws IOException {
    breakOff();
    Files.writeString(workplace().files().resolve("old.txt"), "of another name");
    pipeline(Map.of("r", "a reason")).run(steps());
    assertThat(PartialRelease.below(folder.resolve("v1")))
        .doesNotContain("old.txt", "report/r.txt");
    assertThat(folder.resolve("v1/report")).doesNotExist();
  }

  @Test
  void lookingChangesNothing() throws IOException {
    assertThat(pipeline(Map.of("r", "a reason")).look(steps()))
        .extracting(StepDecision::action)
        .containsExactly(Action.DO, Action.DO, Action.LEAVE_OUT, Action.DO);
    assertThat(ran).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
