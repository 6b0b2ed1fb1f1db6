package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says why an entry of the series cannot be applied, and what the user can do about it. */
final class EntryFailure {
  private EntryFailure() {}

  /**
   * The failure of an entry that is not done.
   *
   * @param before the steps of the entries before it
   */
  static Failure of(Series series, Entry entry, Stack.Outcome outcome, List<AppliedEntry> before) {
    if (outcome instanceof Stack.Conflicted conflicted) {
      return conflict(series, entry, conflicted.merge());
    }
    if (outcome instanceof Stack.Rejected rejected) {
      return rejected(series, rejected.patch().rejects().get(0).failure(), before);
    }
    if (outcome instanceof Stack.Clashed clashed) {
      return clashed.failure();
    }
    return changesNothing(series, entry);
  }

  /** A pick that is left out may be what the patch is made on. */
  private static Failure rejected(Series series, Failure reject, List<AppliedEntry> before) {
    List<String> picks =
        before.stream()
            .filter(step -> step.state() == EntryState.LEFT_OUT && step.entry() instanceof Pick)
            .map(step -> step.entry().id())
            .toList();
    if (picks.isEmpty() && !series.isOnDefault()) {
      return Failure.of(reject.code(), reject.getMessage())
          .detail(
              "  nor can it be merged: the version that its `index` line names is not here, or is"
                  + " not what its hunks say. The series on its first base brings such versions:\n  "
                  + Invocation.command("apply"))
          .cause(reject)
          .build();
    }
    return picks.isEmpty()
        ? reject
        : Failure.of(reject.code(), reject.getMessage())
            .detail(
                "  here without the picks before it, "
                    + String.join(", ", picks)
                    + ": if it changes what one of them changes, say so with `adapts`")
            .cause(reject)
            .build();
  }

  private static Failure changesNothing(Series series, Entry entry) {
    return Failure.of(ExitCode.SERIES, series.file() + ":" + entry.line())
        .says("the entry " + entry.id() + " changes nothing: the series so far has it already")
        .fix(
            "take the entry out of the series, or, if another base needs it, say under `not-on` why"
                + " "
                + series.base().tag()
                + " does not")
        .build();
  }

  private static Failure conflict(Series series, Entry entry, PickMerge.Outcome outcome) {
    List<Conflict> conflicts = outcome.conflicts();
    StringBuilder detail = new StringBuilder();
    // A decision is for all hunks of a file that are the same.
    Map<String, List<Integer>> same = new LinkedHashMap<>();
    for (int i = 0; i < conflicts.size(); i++) {
      same.computeIfAbsent(
              conflicts.get(i).hash() + conflicts.get(i).path(), k -> new ArrayList<>())
          .add(i);
    }
    for (List<Integer> places : same.values()) {
      Conflict conflict = conflicts.get(places.get(0));
      detail.append("\n");
      for (int i : places) {
        detail
            .append(conflicts.get(i).place())
            .append(" (conflict " + (i + 1) + " of " + conflicts.size() + ")\n");
      }
      detail.append(conflict.render(Conflict.ancestorOf(entry), Conflict.madeBy(entry)));
      for (Resolution old : entry.resolutions()) {
        if (old.path().equals(conflict.path()) && !outcome.used().contains(old)) {
          detail
              .append(series.file() + ":" + old.line())
              .append(" holds a decision for another hunk of this file (")
              .append(old.hunk().substring(0, 12))
              .append("…); this one is not that hunk, or has changed since.\n");
        }
      }
      detail
          .append("to record a decision:\n  ")
          .append(
              series.command(
                  "resolve "
                      + entry.id()
                      + " "
                      + Invocation.quoted(conflict.path())
                      + " "
                      + conflict.hash()
                      + " --take base --reason 'WHY'"))
          .append(
              "\n  (or --take upstream, --editor, or --lines FILE with what is to stand there)\n");
    }
    String what = "the patch " + file(entry);
    if (entry instanceof Pick pick) {
      what = "the pick " + pick.commit().name();
      detail
          .append("which upstream commits before it changed these lines:\n  ")
          .append(series.command("explain " + pick.id()))
          .append("\n");
    }
    return Failure.of(ExitCode.CONFLICT, entry.id())
        .says(what + " conflicts, and no recorded resolution covers it")
        .detail(detail.toString())
        .build();
  }

  private static String file(Entry entry) {
    return entry instanceof LocalPatch local ? local.file().getFileName().toString() : "";
  }
}
