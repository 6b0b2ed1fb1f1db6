package io.druidpatch.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Series;
import io.druidpatch.verify.SubjectPlan.Given;
import io.druidpatch.verify.SubjectPlan.Subject;
import io.druidpatch.verify.SubjectPlan.Variant;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class SubjectPlanTest {
  private static final Path WATCH_LOG = Path.of("watch-log.patch");
  private static final Path FILE = Path.of("there.tar.gz");

  private static Pick pick(String id) {
    return new Pick(
        id,
        ObjectId.zeroId(),
        "a pull request",
        "why",
        "fate",
        Optional.empty(),
        List.of(),
        Map.of(),
        List.of(),
        1);
  }

  private static LocalPatch local(String id, String adapts) {
    return new LocalPatch(
        id,
        Path.of(id),
        Optional.ofNullable(adapts),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        1);
  }

  private static Series series(Entry... entries) {
    Series.Base base = new Series.Base("v1", ObjectId.zeroId(), List.of());
    return new Series(
        Path.of("series.yaml"),
        List.of("u"),
        List.of(base),
        base,
        new Series.Committer("n", "m"),
        List.of(entries),
        List.of(entries),
        List.of(),
        List.of(),
        List.of());
  }

  private static final Series WHOLE =
      series(pick("one"), local("fits-one", "one"), pick("two"), local("ours", null));

  /** A commit that is a function of what is built, as the real one is. */
  private static ObjectId tip(Series series, Variant of) {
    Series variant = of.upTo().map(series::upTo).orElse(series);
    if (of.with().isPresent()) {
      variant = variant.plus(of.with().get());
    }
    return ObjectId.fromString(
        String.format(
            Locale.ROOT, "%040x", variant.entries().stream().map(Entry::id).toList().hashCode()));
  }

  private static SubjectPlan plan(Series series, List<String> asked, Map<String, Path> given) {
    List<Subject> chosen = SubjectPlan.choose(series, asked, given, WATCH_LOG);
    Map<Variant, ObjectId> tips = new HashMap<>();
    for (Subject subject : chosen) {
      if (subject.source() instanceof Variant variant) {
        tips.put(variant, tip(series, variant));
      }
    }
    return SubjectPlan.withoutDuplicates(chosen, tips);
  }

  private static Variant variant(String upTo, Path with) {
    return new Variant(Optional.ofNullable(upTo), Optional.ofNullable(with));
  }

  @Test
  void allFourAreMadeOfTheSeries() {
    SubjectPlan plan = plan(WHOLE, List.of(), Map.of());
    assertThat(plan.subjects())
        .containsExactly(
            new Subject("stock", variant("base", null)),
            new Subject("picks", variant("two", null)),
            new Subject("watch-log", variant("two", WATCH_LOG)),
            new Subject("ours", variant(null, null)));
    assertThat(plan.leftOut()).isEmpty();
  }

  @Test
  void whatFitsAPickToTheBaseBelongsToThePicks() {
    assertThat(SubjectPlan.lastOfThePicks(WHOLE)).isEqualTo("two");
    assertThat(
            SubjectPlan.lastOfThePicks(
                series(pick("one"), local("fits", "one"), local("ours", null))))
        .isEqualTo("fits");
    assertThat(
            SubjectPlan.lastOfThePicks(
                series(pick("one"), local("ours", null), local("late", "one"))))
        .isEqualTo("one");
    assertThat(SubjectPlan.lastOfThePicks(series(local("ours", null)))).isEqualTo("base");
  }

  @Test
  void theSameCommitIsNotMeasuredTwice() {
    Series picksOnly = series(pick("one"), pick("two"));
    SubjectPlan plan = plan(picksOnly, List.of(), Map.of());
    assertThat(plan.subjects())
        .extracting(Subject::name)
        .containsExactly("stock", "picks", "watch-log");
    assertThat(plan.leftOut())
        .singleElement()
        .asString()
        .startsWith("ours is left out: it is the same commit as picks, ");
    assertThat(plan(picksOnly, List.of("ours"), Map.of()).subjects())
        .extracting(Subject::name)
        .containsExactly("ours");
  }

  @Test
  void aTarballThatIsThereIsNotBuilt() {
    assertThat(
            SubjectPlan.choose(
                WHOLE, List.of("stock"), Map.of("stock", FILE, "official", FILE), WATCH_LOG))
        .containsExactly(
            new Subject("stock", new Given(FILE)), new Subject("official", new Given(FILE)));
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> plan(WHOLE, List.of("theirs"), Map.of()))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("stock, picks, watch-log, ours");
  }
}
