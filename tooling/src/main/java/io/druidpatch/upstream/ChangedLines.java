package io.druidpatch.upstream;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The lines that a change of a file adds and removes, each with how often. White space does not
 * count, nor where a line stands: both differ between a change and its way back.
 */
record ChangedLines(Map<String, Integer> added, Map<String, Integer> removed) {
  static ChangedLines between(ObjectId old, ObjectId fresh, FileTexts texts) throws IOException {
    Map<String, Integer> added = new HashMap<>();
    Map<String, Integer> removed = new HashMap<>();
    for (Edit edit : texts.edits(old, fresh)) {
      count(texts.text(old), edit.getBeginA(), edit.getEndA(), removed);
      count(texts.text(fresh), edit.getBeginB(), edit.getEndB(), added);
    }
    return new ChangedLines(Map.copyOf(added), Map.copyOf(removed));
  }

  private static void count(RawText text, int begin, int end, Map<String, Integer> lines) {
    for (int i = begin; i < end; i++) {
      String line = text.getString(i).strip().replaceAll("\\s+", " ");
      if (!line.isEmpty()) {
        lines.merge(line, 1, Integer::sum);
      }
    }
  }

  int size() {
    return sum(added) + sum(removed);
  }

  /** How many lines of this change the other one takes back. */
  int takenBackBy(ChangedLines other) {
    return common(added, other.removed) + common(removed, other.added);
  }

  private static int sum(Map<String, Integer> lines) {
    return lines.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int common(Map<String, Integer> these, Map<String, Integer> those) {
    return these.entrySet().stream()
        .mapToInt(line -> Math.min(line.getValue(), those.getOrDefault(line.getKey(), 0)))
        .sum();
  }
}
