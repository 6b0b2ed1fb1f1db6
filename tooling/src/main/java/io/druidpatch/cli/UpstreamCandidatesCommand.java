package io.druidpatch.cli;

import io.druidpatch.upstream.Candidate;
import io.druidpatch.upstream.UpstreamCommit;
import io.druidpatch.upstream.UpstreamJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "candidates",
    mixinStandardHelpOptions = true,
    description = {
      "Lists upstream's later commits that may concern the series and have no decision.",
      "",
      "A commit may concern the series if it changes a file that the series changes, if its message"
          + " names a pick (mention), if it changes a file of one of the series' reports or has a subject"
          + " like that (report), or if its subject matches one of the series' topics.",
      ""
    })
final class UpstreamCandidatesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HistoryOptions history;

  @Parameters(
      paramLabel = "REF",
      description = "A release tag or a commit; the commits after it are listed.")
  private String since;

  @Option(names = "--all", description = "List also the commits that have a decision.")
  private boolean all;

  @Option(
      names = "--json",
      description =
          "Print JSON: for each commit its id, date, subject, inPlace, files, topics, mentions (picks),"
              + " reports and decision.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<Candidate> candidates =
        history.report().since(since).stream()
            .filter(candidate -> all || candidate.considered().isEmpty())
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      UpstreamJson.print(UpstreamJson.of(candidates), out);
    } else {
      candidates.forEach(candidate -> print(candidate, out));
    }
    out.flush();
    return 0;
  }

  private static void print(Candidate candidate, PrintWriter out) {
    UpstreamCommit commit = candidate.commit();
    out.printf(
        "%s %s  %-10s  %s%s%s%s%n",
        commit.shortId(),
        commit.date(),
        candidate.how(),
        commit.subject(),
        candidate.mentions().isEmpty()
            ? ""
            : "\n    names " + String.join(", ", candidate.mentions()),
        candidate.reports().stream()
            .map(it -> "\n    reported: " + it)
            .collect(Collectors.joining()),
        candidate.considered().map(it -> "\n    left out: " + it.reason()).orElse(""));
  }
}
