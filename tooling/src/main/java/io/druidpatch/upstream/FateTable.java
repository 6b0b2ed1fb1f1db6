package io.druidpatch.upstream;

import static java.util.stream.Collectors.joining;

import io.druidpatch.series.Considered;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What has become of a series as Markdown. Only the first line names the head. */
public final class FateTable {
  private FateTable() {}

  /** The lines that say it. */
  public static List<String> lines(Fates fates) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Looked at: `%s` of %s, at `%s` of %s; the newest release there is %s."
            .formatted(
                fates.headName(),
                fates.url(),
                fates.head().shortId(),
                fates.head().date(),
                fates.newestRelease().map(tag -> "`" + tag + "`").orElse("none")));
    lines.add("");
    lines.add("| pick | upstream | its lines left | releases | later commits to its lines |");
    lines.add("| --- | --- | --- | --- | --- |");
    fates.picks().forEach(pick -> lines.add(row(pick)));
    lines.add("");
    lines.add("| local patch | later commits where it changes upstream's files |");
    lines.add("| --- | --- |");
    fates.locals().forEach(local -> lines.add(row(local)));
    lines.add("");
    lines.add("| commit | what it is | why the series does not have it |");
    lines.add("| --- | --- | --- |");
    for (Considered one : fates.considered()) {
      UpstreamCommit commit = fates.known().get(one.commit());
      lines.add(
          "| `%s`%s | %s | %s |"
              .formatted(
                  one.commit().name().substring(0, 10),
                  commit == null ? "" : number(commit) + ", " + commit.date(),
                  commit == null ? "not in this history" : cell(commit.title()),
                  cell(one.reason())));
    }
    Set<String> open = new LinkedHashSet<>();
    touching(fates).stream()
        .filter(commit -> !fates.known().containsKey(commit.id()))
        .forEach(commit -> open.add(named(commit) + " \"" + cell(commit.title()) + "\""));
    lines.add("");
    lines.add(
        open.isEmpty()
            ? "Each commit of the two tables above is in this one."
            : "Of the two tables above, nobody has decided on: " + String.join("; ", open) + ".");
    return lines;
  }

  /** The lines that have to be the same for a table not to be stale. */
  public static List<String> facts(List<String> lines) {
    return lines.stream().filter(line -> !line.startsWith("Looked at: ")).toList();
  }

  private static String row(PickFate fate) {
    String id = "| `" + fate.pick().id() + "` | ";
    if (fate.commit().isEmpty()) {
      return id + "not in this history | | | |";
    }
    List<String> releases = new ArrayList<>();
    if (!fate.releases().isEmpty()) {
      releases.add(names(fate.releases()));
    }
    if (!fate.releasesReverted().isEmpty()) {
      releases.add("reverted in " + names(fate.releasesReverted()));
    }
    return id
        + named(fate.commit().get())
        + ", "
        + fate.commit().get().date()
        + "; "
        + (fate.reverts().isEmpty() ? "stands" : fates(fate.reverts()))
        + " | "
        + fate.left()
        + " of "
        + fate.added()
        + " | "
        + (releases.isEmpty() ? "none" : String.join("; ", releases))
        + " | "
        + list(fate.touchingOtherwise())
        + " |";
  }

  private static String fates(List<Revert> reverts) {
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

  private static String row(LocalFate fate) {
    String text = list(fate.touches().stream().map(LocalFate.Touch::commit).toList());
    if (!fate.gone().isEmpty()) {
      text += "; gone: " + fate.gone().stream().map(it -> "`" + it + "`").collect(joining(", "));
    }
    return "| `" + fate.patch().file().getFileName() + "` | " + text + " |";
  }

  /** What the first two tables list, without the reverts of picks. */
  private static List<UpstreamCommit> touching(Fates fates) {
    List<UpstreamCommit> all = new ArrayList<>();
    Set<UpstreamCommit> reverts = new LinkedHashSet<>();
    for (PickFate pick : fates.picks()) {
      all.addAll(pick.touchingOtherwise());
      pick.reverts().forEach(revert -> reverts.add(revert.commit()));
    }
    for (LocalFate local : fates.locals()) {
      local.touches().forEach(touch -> all.add(touch.commit()));
    }
    all.removeAll(reverts);
    return all;
  }

  private static String list(List<UpstreamCommit> commits) {
    return commits.isEmpty()
        ? "none"
        : commits.stream().map(FateTable::named).collect(joining("; "));
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
