package io.druidpatch.verify;

import io.druidpatch.build.BuildRequest;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What a verification measures side by side, in the order of the report's columns.
 *
 * @param subjects what is measured
 * @param leftOut what is not, with the reason
 * @param tips the commit of each variant
 */
record SubjectPlan(List<Subject> subjects, List<String> leftOut, Map<Variant, ObjectId> tips) {
  static final String STOCK = "stock";
  static final String PICKS = "picks";
  static final String WATCH_LOG = "watch-log";
  static final String OURS = "ours";

  /** The subjects that are made of the series. */
  static final List<String> NAMES = List.of(STOCK, PICKS, WATCH_LOG, OURS);

  /**
   * One distribution that is measured, a column of the report.
   *
   * @param name what the report calls it
   * @param source where its distribution comes from
   */
  record Subject(String name, Source source) {}

  /** Where a distribution comes from. */
  sealed interface Source permits Given, Variant {}

  /** A distribution that the user has. */
  record Given(Path tarball) implements Source {}

  /**
   * It is built of the series, or of less or more of it.
   *
   * @param upTo as for {@link BuildRequest}
   * @param with likewise
   */
  record Variant(Optional<String> upTo, Optional<Path> with) implements Source {}

  /**
   * The subjects that a user asks for.
   *
   * @param asked the subjects to restrict it to; empty for all
   * @param given tarballs that are there, by the name of their subject, which may be a new one
   * @param watchLog the patch that makes {@value #WATCH_LOG}
   * @throws Failure with {@link ExitCode#USAGE} if a name is no subject's
   */
  static List<Subject> choose(
      Series series, List<String> asked, Map<String, Path> given, Path watchLog) {
    for (String name : asked) {
      if (!NAMES.contains(name) && !given.containsKey(name)) {
        throw Failure.of(ExitCode.USAGE, "--subject " + name)
            .says("there is no such subject")
            .expected(String.join(", ", NAMES) + ", or one with a --tarball")
            .build();
      }
    }
    List<Subject> subjects = new ArrayList<>();
    for (String name : NAMES) {
      if (given.containsKey(name)) {
        subjects.add(new Subject(name, new Given(given.get(name))));
      } else if (asked.isEmpty() || asked.contains(name)) {
        subjects.add(new Subject(name, variant(name, series, watchLog)));
      }
    }
    given.keySet().stream()
        .filter(name -> !NAMES.contains(name))
        .sorted()
        .forEach(name -> subjects.add(new Subject(name, new Given(given.get(name)))));
    return List.copyOf(subjects);
  }

  /**
   * Leaves out each subject that is built from the same commit as one before it.
   *
   * @param tips the commit of each variant among the subjects
   */
  static SubjectPlan withoutDuplicates(List<Subject> chosen, Map<Variant, ObjectId> tips) {
    Map<ObjectId, String> built = new LinkedHashMap<>();
    List<Subject> subjects = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Subject subject : chosen) {
      ObjectId tip = subject.source() instanceof Variant variant ? tips.get(variant) : null;
      String same = tip == null ? null : built.putIfAbsent(tip, subject.name());
      if (same == null) {
        subjects.add(subject);
      } else {
        leftOut.add(
            subject.name() + " is left out: it is the same commit as " + same + ", " + tip.name());
      }
    }
    return new SubjectPlan(List.copyOf(subjects), List.copyOf(leftOut), Map.copyOf(tips));
  }

  private static Variant variant(String name, Series series, Path watchLog) {
    Optional<String> upTo =
        switch (name) {
          case STOCK -> Optional.of("base");
          case PICKS, WATCH_LOG -> Optional.of(lastOfThePicks(series));
          default -> Optional.empty();
        };
    return new Variant(upTo, name.equals(WATCH_LOG) ? Optional.of(watchLog) : Optional.empty());
  }

  /** The last pick, or the last of the local patches right behind it that fit picks to the base. */
  static String lastOfThePicks(Series series) {
    String last = "base";
    boolean behind = false;
    for (Entry entry : series.entries()) {
      behind =
          entry instanceof Pick
              || (behind && entry instanceof LocalPatch local && local.adapts().isPresent());
      if (behind) {
        last = entry.id();
      }
    }
    return last;
  }
}
