package io.druidpatch.release;

import io.druidpatch.git.CommitMessage;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An entry of a series, as release notes tell it.
 *
 * @param subject its one line; empty if that is not known
 * @param origin where it comes from
 * @param why why the series has it
 * @param fate what became of it upstream
 * @param content what is the same for as long as it makes the same change
 * @param properties the configuration properties that it adds to Druid's documentation
 */
record EntryNote(
    String id,
    String subject,
    String origin,
    String why,
    String fate,
    String content,
    List<NewProperty> properties) {

  /**
   * The notes of a series.
   *
   * @param subjects the subjects of picks, by id, as far as they are known
   */
  static List<EntryNote> of(Series series, Map<String, String> subjects) throws IOException {
    List<EntryNote> notes = new ArrayList<>();
    for (Entry entry : series.entries()) {
      notes.add(
          entry instanceof Pick pick
              ? of(pick, subjects.getOrDefault(pick.id(), ""), series.base().tag())
              : of((LocalPatch) entry));
    }
    return notes;
  }

  private static EntryNote of(Pick pick, String subject, String tag) {
    String decided =
        pick.resolutions().stream()
            .filter(resolution -> resolution.isFor(tag))
            .map(EntryNote::decision)
            .collect(Collectors.joining(" "));
    return new EntryNote(
        pick.id(),
        subject,
        "upstream's commit " + pick.commit().name() + ", " + pick.pullRequest(),
        pick.why().strip(),
        pick.fate().strip(),
        pick.commit().name() + " " + decided,
        List.of());
  }

  /** Without its line and its reason, which change nothing. */
  private static String decision(Resolution resolution) {
    return resolution.path() + " " + resolution.hunk() + " " + resolution.choice();
  }

  private static EntryNote of(LocalPatch local) throws IOException {
    PatchFile patch = PatchFile.read(local.file());
    // The last paragraph holds the DEP-3 fields: a patch without them is malformed.
    List<String> paragraphs = List.of(patch.message().strip().split("\n\n+"));
    String body = String.join("\n\n", paragraphs.subList(1, Math.max(1, paragraphs.size() - 1)));
    String forwarded = CommitMessage.trailer(patch.message(), "Forwarded");
    return new EntryNote(
        local.id(),
        paragraphs.get(0),
        "our own patch "
            + local.file().getFileName()
            + local.adapts().map(pick -> ", which fits " + pick + " to the base").orElse(""),
        body,
        "Forwarded to upstream: " + forwarded,
        Digests.of(local.file(), "SHA-256"),
        patch.changes().stream().flatMap(NewProperty::of).toList());
  }

  /** Its names, for a heading. */
  String title() {
    return Stream.of(id, subject).filter(part -> !part.isEmpty()).collect(Collectors.joining(": "));
  }
}
