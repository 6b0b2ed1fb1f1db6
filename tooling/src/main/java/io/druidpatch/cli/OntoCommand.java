package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.apply.Onto;
import io.druidpatch.apply.OntoPage;
import io.druidpatch.edit.Rearrange;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
          + " what it adapts. left out: the series says `not-on` for this tag, or `only-on` for others. After a conflict, the"
          + " other entries are tried on the hunks that do apply, and an entry that changes the"
          + " same files is marked with *. An entry that applies may still fail to compile. The"
          + " exit code is 21 if an entry conflicts on one of the tags.",
      ""
    })
final class OntoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;

  @ArgGroup(multiplicity = "1")
  private Which which;

  static final class Which {
    @Parameters(
        paramLabel = "TAG",
        arity = "1..*",
        description = "A tag of the upstream; or a branch, as heads/NAME; or a commit's full id.")
    private List<String> tags;

    @Option(
        names = "--new",
        description = {
          "Try the releases that the upstream has and that the series is not kept for: of each line of"
              + " releases (31, 32, …) the newest, if it is newer than what the series has of it."
        })
    private boolean fresh;
  }

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = {
        "Write a page in Markdown: the table, what falls away and what conflicts on each tag, and the"
            + " lines to add to series.yaml."
      })
  private Path page;

  @Option(
      names = "--add",
      description = {
        "Keep the series for these tags from now on: series.yaml gets each as a base, and not-on for"
            + " the entries that the tag contains. What conflicts there is then to be resolved."
      })
  private boolean add;

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
    if (add && !which.fresh) {
      for (String name : which.tags) {
        if (name.startsWith("heads/") || ObjectId.isId(name)) {
          throw new ParameterException(spec.commandLine(), "--add: expected a tag, found " + name);
        }
      }
    }
    Onto onto = new Onto(options.workspace(), Optional.ofNullable(upstream), console);
    List<String> tags = which.fresh ? onto.newTags() : which.tags;
    List<Onto.Trial> trials = tags.isEmpty() ? List.of() : onto.run(tags);
    PrintWriter out = spec.commandLine().getOut();
    List<Onto.Trial> added = add ? added(trials, console) : List.of();
    if (page != null) {
      Files.createDirectories(page.toAbsolutePath().getParent());
      try (AtomicFile aside = AtomicFile.of(page)) {
        Files.write(aside.path(), new OntoPage(trials).lines());
        aside.putInPlace();
      }
    }
    if (trials.isEmpty() && !json) {
      out.println("the upstream has no release that the series is not kept for");
    } else if (json) {
      out.println(
          new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(trials.stream().map(OntoCommand::json).toList()));
    } else {
      OntoPage.table(trials).forEach(out::println);
      trials.forEach(trial -> details(trial, out));
      for (Onto.Trial trial : added) {
        out.println();
        out.println("added to " + options.workspace().seriesFile() + ": " + trial.tag());
      }
    }
    out.flush();
    return trials.stream().allMatch(Onto.Trial::goes)
        ? ExitCode.DONE.number()
        : ExitCode.ONTO.number();
  }

  private List<Onto.Trial> added(List<Onto.Trial> trials, Console console) throws IOException {
    List<Onto.Trial> added = trials.stream().filter(trial -> !trial.carried()).toList();
    if (!added.isEmpty()) {
      new Rearrange(options.workspace(), Optional.ofNullable(upstream), console).addBases(added);
    }
    return added;
  }

  static void details(Onto.Trial trial, PrintWriter out) {
    for (Onto.EntryTrial line : trial.lines()) {
      List<String> parts = new ArrayList<>();
      parts.addAll(OntoPage.open(line));
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
