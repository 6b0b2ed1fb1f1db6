package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Onto;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "onto",
    mixinStandardHelpOptions = true,
    description = {
      "Tries the series on other tags of the upstream. No branch is moved and nothing is checked out."
          + " A tag that the tool's repository does not have yet is fetched.",
      "",
      "The state of an entry on a tag is one of these. clean: it applies. resolved: recorded"
          + " resolutions decide its conflicts. moved: it applies to files that have other names there."
          + " merged: a three-way merge fits hunks of a local patch. adapted: a local patch fits it to the base. conflict:"
          + " some hunks do not apply. contained: the tag has it already. not needed: the tag has"
          + " what it adapts. left out: the series says `not-on` for this tag. After a conflict, the"
          + " other entries are tried on the hunks that do apply, and an entry that changes the"
          + " same files is marked with *. An entry that applies may still fail to compile. The"
          + " exit code is 21 if an entry conflicts on one of the tags.",
      ""
    })
final class OntoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;

  @Parameters(paramLabel = "TAG", arity = "1..*", description = "A tag of the upstream.")
  private List<String> tags;

  @Option(
      names = "--upstream",
      paramLabel = "URL",
      description = "A git URL in place of the series' upstream.")
  private String upstream;

  @Option(
      names = "--json",
      description = {
        "Print JSON: for each tag its commit, source, whether the series is kept for it (carried), whether it"
            + " goes, and for each entry id, state, open (hunks by file), after, note."
      })
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Console console = new Console(spec.commandLine().getErr());
    List<Onto.Trial> trials =
        new Onto(options.workspace(), Optional.ofNullable(upstream), console).run(tags);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(trials.stream().map(OntoCommand::json).toList()));
    } else {
      table(trials, out);
      trials.forEach(trial -> details(trial, out));
    }
    out.flush();
    return trials.stream().allMatch(Onto.Trial::goes)
        ? ExitCode.DONE.number()
        : ExitCode.ONTO.number();
  }

  /** A table that is Markdown too. */
  static void table(List<Onto.Trial> trials, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Stream.concat(Stream.of("entry"), trials.stream().map(Onto.Trial::tag)).toList());
    rows.add(rows.get(0).stream().map(cell -> "---").toList());
    for (int i = 0; i < trials.get(0).lines().size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(trials.get(0).lines().get(i).entry().id());
      for (Onto.Trial trial : trials) {
        Onto.EntryTrial line = trial.lines().get(i);
        row.add(line.state().word() + (line.after().isEmpty() ? "" : " *"));
      }
      rows.add(row);
    }
    for (List<String> row : rows) {
      StringBuilder text = new StringBuilder("|");
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(one -> one.get(at).length()).max().orElse(0);
        text.append(String.format(" %-" + width + "s |", row.get(column)));
      }
      out.println(text);
    }
  }

  static void details(Onto.Trial trial, PrintWriter out) {
    for (Onto.EntryTrial line : trial.lines()) {
      List<String> parts = new ArrayList<>();
      line.open()
          .forEach(
              (path, hunks) -> parts.add(path + ", " + hunks + (hunks == 1 ? " hunk" : " hunks")));
      if (!line.after().isEmpty()) {
        parts.add("* as far as can be told after " + String.join(", ", line.after()));
      }
      if (!line.note().isEmpty()) {
        parts.add(line.note());
      }
      if (!parts.isEmpty()) {
        out.printf("%n%s on %s: %s%n", line.entry().id(), trial.tag(), line.state().word());
        parts.forEach(part -> out.println("  " + part));
      }
    }
  }

  static Map<String, Object> json(Onto.Trial trial) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("tag", trial.tag());
    all.put("commit", trial.commit().name());
    all.put("source", trial.source());
    all.put("carried", trial.carried());
    all.put("goes", trial.goes());
    all.put("entries", trial.lines().stream().map(OntoCommand::json).collect(Collectors.toList()));
    return all;
  }

  private static Map<String, Object> json(Onto.EntryTrial line) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", line.entry().id());
    entry.put("state", line.state().word());
    entry.put("open", line.open());
    entry.put("after", line.after());
    entry.put("note", line.note());
    return entry;
  }
}
