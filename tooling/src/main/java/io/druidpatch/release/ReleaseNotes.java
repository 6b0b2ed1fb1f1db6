package io.druidpatch.release;

import io.druidpatch.provenance.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a release's users read: what changed in the series since the last one, and what it was
 * tested with. The same for the same content: no date of today, and no measurement.
 *
 * @param project the project's commit
 * @param entries the series
 * @param tested a sentence for each thing that was done
 * @param without the steps that were left out, with the reason
 */
record ReleaseNotes(
    ReleaseVersion version,
    Provenance provenance,
    String project,
    List<EntryNote> entries,
    Optional<LastRelease> last,
    List<String> tested,
    Map<String, String> without) {

  /** The notes as Markdown. */
  String text() {
    List<EntryNote> before = last.map(LastRelease::entries).orElse(List.of());
    Map<String, EntryNote> then = byId(before);
    Map<String, EntryNote> now = byId(entries);
    List<String> lines = new ArrayList<>();
    lines.add("# " + version);
    lines.add("");
    lines.add(
        "Apache Druid "
            + version.base()
            + " with the patches of this series, at its commit "
            + provenance.tip()
            + " (the project's commit is "
            + project
            + "). Not made or endorsed by the Apache Software Foundation.");
    lines.add("");
    lines.add(
        last.map(one -> "What follows is the difference to " + one.name() + ".")
            .orElse("This is the first release."));
    section(lines, "Added", entries.stream().filter(e -> !then.containsKey(e.id())).toList());
    section(
        lines,
        "Changed",
        entries.stream()
            .filter(e -> then.containsKey(e.id()))
            .filter(e -> !then.get(e.id()).content().equals(e.content()))
            .toList());
    section(lines, "Removed", before.stream().filter(e -> !now.containsKey(e.id())).toList());
    String same =
        entries.stream()
            .filter(e -> then.containsKey(e.id()))
            .filter(e -> then.get(e.id()).content().equals(e.content()))
            .map(EntryNote::id)
            .collect(Collectors.joining(", "));
    list(lines, "As before", same.isEmpty() ? List.of() : List.of(same));
    Set<String> known = names(before);
    list(
        lines,
        "New properties",
        entries.stream()
            .flatMap(entry -> entry.properties().stream())
            .filter(property -> !known.contains(property.name()))
            .map(p -> "`" + p.name() + "`: " + p.description() + " (" + p.document() + ")")
            .toList());
    list(
        lines,
        "Vulnerabilities of the base that are fixed",
        provenance.entries().stream()
            .flatMap(entry -> entry.fixed().stream().map(cve -> cve + ", by " + entry.id()))
            .sorted()
            .toList());
    list(lines, "Tested", tested);
    list(
        lines,
        "Left out of the making of this release",
        new TreeMap<>(without)
            .entrySet().stream().map(one -> one.getKey() + ": " + one.getValue()).toList());
    list(lines, "Not in the distribution", provenance.leftOut());
    return String.join("\n", lines) + "\n";
  }

  private static Map<String, EntryNote> byId(List<EntryNote> entries) {
    return entries.stream().collect(Collectors.toMap(EntryNote::id, entry -> entry));
  }

  private static Set<String> names(List<EntryNote> entries) {
    return entries.stream()
        .flatMap(entry -> entry.properties().stream())
        .map(NewProperty::name)
        .collect(Collectors.toSet());
  }

  private static void section(List<String> lines, String title, List<EntryNote> entries) {
    if (entries.isEmpty()) {
      return;
    }
    lines.addAll(List.of("", "## " + title));
    for (EntryNote entry : entries) {
      lines.addAll(List.of("", "### " + entry.title(), ""));
      lines.add("From " + entry.origin() + ".");
      for (String paragraph : List.of(entry.why(), entry.fate())) {
        if (!paragraph.isEmpty()) {
          lines.addAll(List.of("", paragraph));
        }
      }
    }
  }

  private static void list(List<String> lines, String title, List<String> items) {
    if (!items.isEmpty()) {
      lines.addAll(List.of("", "## " + title, ""));
      items.forEach(item -> lines.add("- " + item));
    }
  }
}
