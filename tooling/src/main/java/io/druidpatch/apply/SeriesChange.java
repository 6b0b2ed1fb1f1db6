package io.druidpatch.apply;

import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a refresh changes in series.yaml. */
final class SeriesChange {
  /** The ids of all entries that stay or are new. */
  final List<String> order = new ArrayList<>();

  /** The files of new patches, by id. */
  final Map<String, String> added = new LinkedHashMap<>();

  /** The files that stand for patches on this base from now on, by id. */
  final Map<String, String> variants = new LinkedHashMap<>();

  /** What is left out on this base from now on. */
  final List<String> notHere = new ArrayList<>();

  /** What was for other bases alone, by id; with the reason for that. */
  final Map<String, String> cameHere = new LinkedHashMap<>();

  /**
   * The text of the new series.
   *
   * @param only why what is new holds on this base alone, if it does
   */
  String text(Series series, Optional<String> only) throws IOException {
    String tag = series.base().tag();
    String text = SeriesEditor.arrange(Files.readString(series.file()), order, added);
    for (Map.Entry<String, String> one : cameHere.entrySet()) {
      text = SeriesEditor.addOnlyOn(text, one.getKey(), tag, one.getValue());
    }
    if (only.isEmpty()) {
      return text;
    }
    for (Map.Entry<String, String> variant : variants.entrySet()) {
      text = SeriesEditor.addVariant(text, variant.getKey(), tag, variant.getValue());
    }
    for (String id : notHere) {
      text = SeriesEditor.addNotOn(text, id, tag, only.get());
    }
    for (String id : added.keySet()) {
      text = SeriesEditor.addOnlyOn(text, id, tag, only.get());
    }
    return text;
  }
}
