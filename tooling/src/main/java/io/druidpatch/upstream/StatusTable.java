package io.druidpatch.upstream;

import static java.util.stream.Collectors.joining;

import io.druidpatch.series.Considered;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What has become of a series as Markdown. Only the first line names the head. */
public final class StatusTable {
  private StatusTable() {}

  /** The lines that say it. */
  public static List<String> lines(UpstreamStatus status) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Looked at: `%s` of %s, at `%s` of %s; the newest release there is %s."
            .formatted(
                status.headName(),
                status.url(),
                status.head().shortId(),
                status.head().date(),
                status.newestRelease().map(tag -> "`" + tag + "`").orElse("none")));
    lines.add("");
    lines.add("| pick | upstream | its lines left | releases | later commits to its lines |");
    lines.add("| --- | --- | --- | --- | --- |");
    status.picks().forEach(pick -> lines.add(row(pick)));
    lines.add("");
    lines.add("| local patch | later commits where it changes upstream's files |");
    lines.add("| --- | --- |");
    status.locals().forEach(local -> lines.add(row(local)));
    lines.add("");
    lines.add("| commit | what it is | why the series does not have it |");
    lines.add("| --- | --- | --- |");
    for (Considered one : status.considered()) {
      UpstreamCommit commit = status.known().get(one.commit());
      lines.add(
          "| `%s`%s | %s | %s |"
              .formatted(
                  one.commit().name().substring(0, 10),
                  commit == null ? "" : number(commit) + ", " + commit.date(),
                  commit == null ? "not in this history" : cell(commit.title()),
                  cell(one.reason())));
    }
    Set<String> open = new LinkedHashSet<>();
    touching(status).stream()
        .filter(commit -> !status.known().containsKey(commit.id()))
        .forEach(commit -> open.add(named(commit) + " \"" + cell(commit.title()) + "\""));
    lines.add("");
    lines.add(
        open.isEmpty()
            ? "Each later commit that the first two tables name has its decision in the third."
            : "Of the later commits that the first two tables name, nobody has decided on: "
                + String.join("; ", open)
                + ".");
    return lines;
  }

  /** The lines that have to be the same for a table not to be stale. */
  public static List<String> facts(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("Looked at: ")).toList();
  }

  private static String row(PickStatus status) {
    String id = "| `" + status.pick().id() + "` | ";
    if (status.commit().isEmpty()) {
      return id + "not in this history | | | |";
    }
    List<String> releases = new ArrayList<>();
    if (!status.releases().isEmpty()) {
      releases.add(names(status.releases()));
    }
    if (!status.releasesReverted().isEmpty()) {
      releases.add("reverted in " + names(status.releasesReverted()));
    }
    return id
        + named(status.commit().get())
        + ", "
        + status.commit().get().date()
        + "; "
        + (status.reverts().isEmpty() ? "stands" : status(status.reverts()))
        + " | "
        + status.left()
        + " of "
        + status.added()
        + " | "
        + (releases.isEmpty() ? "none" : String.join("; ", releases))
        + " | "
        + list(status.touchingOtherwise())
        + " |";
  }

  private static String status(List<Revert> reverts) {
    List<String> parts = new ArrayList<>();
    for (Revert revert : reverts) {
      parts.add(
          (parts.size() % 2 == 0 ? "reverted by " : "brought again by ")
              + named(revert.commit())
              + ", "
              + revert.commit().date()
              + " (its "
              + revert.evidence().stream()
                  .sorted()
                  .map(evidence -> evidence.name().toLowerCase(Locale.ROOT))
                  .collect(joining(", "))
              + ")");
    }
    return String.join("; ", parts);
  }

  private static String row(LocalPatchStatus status) {
    String text = list(status.touches().stream().map(LocalPatchStatus.Touch::commit).toList());
    if (!status.gone().isEmpty()) {
      text += "; gone: " + status.gone().stream().map(it -> "`" + it + "`").collect(joining(", "));
    }
    return "| `" + status.patch().file().getFileName() + "` | " + text + " |";
  }

  /** What the first two tables list, without the reverts of picks. */
  private static List<UpstreamCommit> touching(UpstreamStatus status) {
    List<UpstreamCommit> all = new ArrayList<>();
    Set<UpstreamCommit> reverts = new LinkedHashSet<>();
    for (PickStatus pick : status.picks()) {
      all.addAll(pick.touchingOtherwise());
      pick.reverts().forEach(revert -> reverts.add(revert.commit()));
    }
    for (LocalPatchStatus local : status.locals()) {
      local.touches().forEach(touch -> all.add(touch.commit()));
    }
    all.removeAll(reverts);
    // What the series carries itself needs no decision.
    status.picks().forEach(pick -> pick.commit().ifPresent(it -> all.removeIf(it::equals)));
    return all;
  }

  private static String list(List<UpstreamCommit> commits) {
    return commits.isEmpty()
        ? "none"
        : commits.stream().map(StatusTable::named).collect(joining("; "));
  }

  private static String named(UpstreamCommit commit) {
    return "`" + commit.shortId() + "`" + number(commit);
  }

  private static String number(UpstreamCommit commit) {
    return commit.pullRequest().map(number -> ", PR " + number).orElse("");
  }

  private static String names(List<String> tags) {
    return tags.stream().map(tag -> "`" + tag + "`").collect(joining(", "));
  }

  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|");
  }
}
