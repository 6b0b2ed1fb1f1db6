package io.druidpatch.build;

import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.modules.Module;
import io.druidpatch.modules.ModuleGraph;
import io.druidpatch.modules.ModuleTree;
import io.druidpatch.modules.TestReports;
import io.druidpatch.modules.TestReports.Outcome;
import io.druidpatch.modules.TestReports.State;
import io.druidpatch.modules.TestSelection;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;

/** Runs upstream's own tests of the touched modules, on the patched tree and on the base. */
public final class TestUpstream {
  private final Workspace workspace;
  private final BuildEnvironment tools;
  private final Progress progress;

  /** What a test is, patched against base. */
  public enum Verdict {
    /** It fails on the patched tree, and not on the base. */
    NEWLY_FAILING,
    /** It fails on both: not ours. */
    FAILS_ON_BASE,
    /** It fails on the base alone. */
    NEWLY_PASSING,
    /** It failed and passed on one tree, on either. */
    FLAKY,
    /** It is skipped on the patched tree. */
    SKIPPED,
    /** It passes. */
    PASSES,
    /** The patched tree does not have it any more. */
    GONE;

    /** Its name, for people and scripts. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * The outcomes of one test on the patched tree and on the base.
   *
   * @param patched empty if the patched tree does not have it
   * @param base empty if the base does not have it
   */
  public record TestComparison(
      String test, Verdict verdict, Optional<Outcome> patched, Optional<Outcome> base) {}

  /**
   * The comparison of all tests on the two trees.
   *
   * @param modules the folders of the modules whose tests were run
   * @param lines every test that ran on either tree
   */
  public record Report(String tip, String base, List<String> modules, List<TestComparison> lines) {
    /** The tests of a verdict. */
    public List<TestComparison> of(Verdict verdict) {
      return lines.stream().filter(line -> line.verdict() == verdict).toList();
    }

    /** How many ran on the patched tree, skipped ones among them. */
    public long onPatched() {
      return lines.stream().filter(line -> line.patched().isPresent()).count();
    }

    /** All of it, for JSON. */
    public Map<String, Object> json() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("tip", tip);
      all.put("base", base);
      all.put("modules", modules);
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (Verdict verdict : Verdict.values()) {
        counts.put(verdict.word(), of(verdict).size());
      }
      all.put("counts", counts);
      List<Map<String, Object>> tests = new ArrayList<>();
      for (TestComparison line : lines) {
        Map<String, Object> test = new LinkedHashMap<>();
        test.put("test", line.test());
        test.put("verdict", line.verdict().word());
        test.put("patched", describe(line.patched()));
        test.put("base", describe(line.base()));
        tests.add(test);
      }
      all.put("tests", tests);
      return all;
    }
  }

  public TestUpstream(Workspace workspace, BuildEnvironment tools, Progress progress) {
    this.workspace = workspace;
    this.tools = tools;
    this.progress = progress;
  }

  /** An outcome in words, with its message if it has one. */
  public static String describe(Optional<Outcome> outcome) {
    return outcome
        .map(
            one ->
                one.state().name().toLowerCase(Locale.ROOT)
                    + (one.message().isEmpty() ? "" : ": " + one.message()))
        .orElse("not there");
  }

  /** Runs the tests on the patched tree and then on the base. */
  public Report run() throws IOException {
    Series series = workspace.series();
    try (BuildWorkspace site = BuildWorkspace.open(workspace, series, series, tools, progress)) {
      AppliedSeries applied = site.applied();
      Set<String> changed = site.changed();
      ModuleTree tree = site.checkOut(applied.tip(), "tree");
      List<Module> touched = tree.touched(changed).all();
      if (touched.isEmpty()) {
        throw Failure.of(ExitCode.USAGE, series.branch())
            .says("the series touches no module, so there is nothing to test")
            .build();
      }
      Map<String, Outcome> patched = test(site, tree, touched, changed, "patched");
      ModuleTree before = site.checkOut(applied.base(), "base");
      Map<String, Outcome> base = test(site, before, touched, changed, "base");
      return report(applied.tip(), applied.base(), touched, patched, base);
    }
  }

  private Map<String, Outcome> test(
      BuildWorkspace site, ModuleTree tree, List<Module> touched, Set<String> changed, String name)
      throws IOException {
    ModuleGraph graph = site.graph(tree);
    Set<Module> build = graph.toBuild(touched, Set.copyOf(touched));
    Set<String> tests = TestSelection.of(tree, touched, changed);
    progress.line("running " + tests.size() + " test classes on the " + name + " tree");
    DruidMaven maven = site.maven(graph, site.localRepository());
    maven.run(
        maven.tests(tree.root(), build, String.join(",", tests), site.log("test-" + name)),
        site.blame());
    Map<String, Outcome> outcomes = new TreeMap<>();
    for (Module module : touched) {
      outcomes.putAll(TestReports.read(tree.root().resolve(module.folder())));
    }
    if (outcomes.isEmpty()) {
      throw Failure.of(ExitCode.BUILD, name)
          .says("no test ran")
          .found("the whole output in " + site.log("test-" + name))
          .build();
    }
    return outcomes;
  }

  /** Sets the two side by side. */
  static Report report(
      ObjectId tip,
      ObjectId base,
      List<Module> modules,
      Map<String, Outcome> patched,
      Map<String, Outcome> onBase) {
    Set<String> tests = new TreeSet<>(patched.keySet());
    tests.addAll(onBase.keySet());
    List<TestComparison> lines = new ArrayList<>();
    for (String test : tests) {
      Optional<Outcome> ours = Optional.ofNullable(patched.get(test));
      Optional<Outcome> theirs = Optional.ofNullable(onBase.get(test));
      lines.add(new TestComparison(test, verdict(ours, theirs), ours, theirs));
    }
    return new Report(
        tip.name(), base.name(), modules.stream().map(Module::folder).toList(), lines);
  }

  private static Verdict verdict(Optional<Outcome> patched, Optional<Outcome> base) {
    Optional<State> before = base.map(Outcome::state);
    boolean failedBefore = before.equals(Optional.of(State.FAILED));
    if (patched.isEmpty()) {
      return Verdict.GONE;
    }
    State state = patched.get().state();
    if (state == State.FAILED) {
      return failedBefore ? Verdict.FAILS_ON_BASE : Verdict.NEWLY_FAILING;
    }
    if (state == State.FLAKY || before.equals(Optional.of(State.FLAKY))) {
      return Verdict.FLAKY;
    }
    if (state == State.SKIPPED) {
      return Verdict.SKIPPED;
    }
    return failedBefore ? Verdict.NEWLY_PASSING : Verdict.PASSES;
  }
}
