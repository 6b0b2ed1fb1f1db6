package io.druidpatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.Invocation;
import io.druidpatch.series.Considered;
import io.druidpatch.upstream.Candidate;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.LocalPatchStatus;
import io.druidpatch.upstream.PickStatus;
import io.druidpatch.upstream.Revert;
import io.druidpatch.upstream.StatusTable;
import io.druidpatch.upstream.UpstreamCommit;
import io.druidpatch.upstream.UpstreamReport;
import io.druidpatch.upstream.UpstreamStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "upstream",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what upstream did with the changes that the series carries: which picks were reverted,"
          + " how many of their lines are left, which releases have them, and the later commits to"
          + " the same lines.",
      "",
      "The command reads the upstream's history from the base on, and follows files through"
          + " renames. It keeps the history in history.git beside the repository, and of files only"
          + " the versions that it compares, where the server can filter. A repository on this"
          + " machine is read in place.",
      ""
    })
final class UpstreamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RepositoryOptions options;

  @Option(
      names = "--upstream",
      paramLabel = "URL|PATH",
      description = "Read this git URL or local repository in place of the series' upstream.")
  private String upstream;

  @Option(
      names = "--head",
      paramLabel = "REF",
      defaultValue = "master",
      description = "The branch or tag to look at. Default: ${DEFAULT-VALUE}.")
  private String head;

  @Option(
      names = "--offline",
      description = "Read the history that earlier runs fetched, and use no network.")
  private boolean offline;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = {
        "The page that --write changes and --check reads, with the lines `<!-- upstream: begin -->` and"
            + " `<!-- upstream: end -->`. Default: UPSTREAM.md of this project."
      })
  private Path page;

  @Option(
      names = "--json",
      description = {
        "Print JSON: upstream, answered (the URL that did), head, newestRelease, picks (commit,"
            + " reverts, touching, added, left, releases, releasesReverted) and locals (touches,"
            + " gone, lostHunks); with --since, a list of commits with inPlace, files, topics and"
            + " decision."
      })
  private boolean json;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "With --decide: the reason why the series leaves the commit out.")
  private String reason;

  @Option(
      names = "--all",
      description = "With --since: list also the commits that have a decision.")
  private boolean all;

  @ArgGroup private Mode mode = new Mode();

  static final class Mode {
    @Option(names = "--write", description = "Write the table into the page.")
    private boolean write;

    @Option(
        names = "--check",
        description = {
          "Exit with 20 if --write would change the page (apart from the head's name), or if a"
              + " pick's `reverted-by` in the series differs from upstream's history."
        })
    private boolean check;

    @Option(
        names = "--since",
        paramLabel = "REF",
        description = {
          "List the commits after this release tag or commit that change carried files, or whose"
              + " subject matches a topic of the series, and that have no decision."
        })
    private String since;

    @Option(
        names = "--decide",
        paramLabel = "COMMIT",
        description = "Record in the series that this commit is left out, with --reason.")
    private String decide;
  }

  @Override
  public Integer call() throws IOException {
    if ((mode.decide == null) != (reason == null) || (reason != null && reason.isBlank())) {
      throw new ParameterException(spec.commandLine(), "--decide COMMIT needs --reason TEXT");
    }
    if (all && mode.since == null) {
      throw new ParameterException(spec.commandLine(), "--all needs --since REF");
    }
    Workspace workspace = options.workspace();
    UpstreamReport watch =
        new UpstreamReport(
            workspace,
            new HistoryQuery(Optional.ofNullable(upstream), head, offline),
            new Console(spec.commandLine().getErr()));
    PrintWriter out = spec.commandLine().getOut();
    if (mode.since != null) {
      List<Candidate> candidates =
          watch.since(mode.since).stream()
              .filter(candidate -> all || candidate.considered().isEmpty())
              .toList();
      print(candidates, out);
    } else if (mode.decide != null) {
      Considered decision = watch.decide(mode.decide, reason);
      out.println(
          decision.commit().name()
              + " recorded in "
              + workspace.seriesFile()
              + "; next: "
              + Invocation.command("upstream --write"));
    } else {
      Path file = page != null ? page : RepositoryOptions.home().resolve("UPSTREAM.md");
      UpstreamStatus status =
          mode.write ? watch.write(file) : mode.check ? watch.check(file) : watch.status();
      if (json) {
        print(json(status), out);
      } else if (mode.write || mode.check) {
        out.println(file + (mode.write ? " is written" : " is what is found upstream"));
      } else {
        StatusTable.lines(status).forEach(out::println);
        status.answered().ifPresent(url -> out.println("\nanswered by " + url));
      }
    }
    out.flush();
    return 0;
  }

  private void print(List<Candidate> candidates, PrintWriter out) throws IOException {
    if (json) {
      ArrayNode list = new ObjectMapper().createArrayNode();
      for (Candidate candidate : candidates) {
        ObjectNode node = put(list.addObject(), candidate.commit());
        node.put("inPlace", candidate.inPlace());
        candidate.files().forEach(node.putArray("files")::add);
        candidate.topics().forEach(node.putArray("topics")::add);
        node.put("decision", candidate.considered().map(Considered::reason).orElse(null));
      }
      print(list, out);
      return;
    }
    for (Candidate candidate : candidates) {
      UpstreamCommit commit = candidate.commit();
      String how =
          candidate.inPlace() ? "same place" : candidate.files().isEmpty() ? "topic" : "same file";
      out.printf(
          "%s %s  %-10s  %s%s%n",
          commit.shortId(),
          commit.date(),
          how,
          commit.subject(),
          candidate.considered().map(it -> "\n    left out: " + it.reason()).orElse(""));
    }
  }

  private static void print(JsonNode node, PrintWriter out) throws IOException {
    out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node));
  }

  private static ObjectNode json(UpstreamStatus status) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("upstream", status.url());
    root.put("answered", status.answered().orElse(null));
    root.put("headName", status.headName());
    put(root.putObject("head"), status.head());
    root.put("newestRelease", status.newestRelease().orElse(null));
    ArrayNode picks = root.putArray("picks");
    for (PickStatus one : status.picks()) {
      ObjectNode pick = picks.addObject();
      pick.put("id", one.pick().id());
      pick.put("commit", one.pick().commit().name());
      pick.put("inHistory", one.commit().isPresent());
      pick.put("stands", one.commit().isPresent() && one.revert().isEmpty());
      ArrayNode reverts = pick.putArray("reverts");
      for (Revert revert : one.reverts()) {
        ObjectNode node = put(reverts.addObject(), revert.commit());
        ArrayNode evidence = node.putArray("evidence");
        revert.evidence().stream()
            .sorted()
            .forEach(it -> evidence.add(it.name().toLowerCase(Locale.ROOT)));
      }
      ArrayNode touching = pick.putArray("touching");
      one.touching().forEach(commit -> put(touching.addObject(), commit));
      pick.put("added", one.added());
      pick.put("left", one.left());
      one.releases().forEach(pick.putArray("releases")::add);
      one.releasesReverted().forEach(pick.putArray("releasesReverted")::add);
    }
    ArrayNode locals = root.putArray("locals");
    for (LocalPatchStatus one : status.locals()) {
      ObjectNode local = locals.addObject();
      local.put("id", one.patch().id());
      ArrayNode touches = local.putArray("touches");
      for (LocalPatchStatus.Touch touch : one.touches()) {
        touch.files().forEach(put(touches.addObject(), touch.commit()).putArray("files")::add);
      }
      one.gone().forEach(local.putArray("gone")::add);
      local.put("lostHunks", one.lost());
    }
    return root;
  }

  private static ObjectNode put(ObjectNode node, UpstreamCommit commit) {
    node.put("commit", commit.id().name());
    node.put("date", commit.date().toString());
    node.put("subject", commit.subject());
    return node;
  }
}
