package io.druidpatch.build;

import io.druidpatch.apply.AppliedEntry;
import io.druidpatch.apply.AppliedSeries;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.StaticCheckReport.CheckResult;
import io.druidpatch.build.StaticCheckReport.Verdict;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.ReusedFolder;
import io.druidpatch.maven.MavenRun;
import io.druidpatch.modules.CheckLog;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.modules.Module;
import io.druidpatch.modules.ModuleGraph;
import io.druidpatch.modules.ModuleTree;
import io.druidpatch.modules.StaticCheck;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Series;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Runs Druid's own static checks on the modules that the series touches, and the check of the
 * documentation's spelling on the pages that it changes.
 *
 * <p>All checks run at once, which is quick where nothing is found. If something is, each runs by
 * itself, and one that fails runs on the base, too: what it finds there is not the series'.
 */
public final class StaticChecks {
  private final Workspace workspace;
  private final BuildEnvironment tools;
  private final Set<StaticCheck> asked;
  private final boolean spelling;
  private final Optional<String> from;
  private final Progress progress;

  /**
   * @param asked the checks by Maven to run
   * @param spelling whether to check the spelling, which needs npm
   * @param from the id of the entry from which on the tree of each entry is checked, too; empty for
   *     none
   */
  public StaticChecks(
      Workspace workspace,
      BuildEnvironment tools,
      Set<StaticCheck> asked,
      boolean spelling,
      Optional<String> from,
      Progress progress) {
    this.workspace = workspace;
    this.tools = tools;
    this.asked = asked;
    this.spelling = spelling;
    this.from = from;
    this.progress = progress;
  }

  /**
   * Runs them.
   *
   * @throws Failure with {@link ExitCode#BUILD} if the tree does not compile, with {@link
   *     ExitCode#TOOLCHAIN} if the spelling cannot be checked, or as {@code test-upstream} does
   */
  public StaticCheckReport run() throws IOException {
    Series series = workspace.series();
    try (BuildWorkspace site = BuildWorkspace.open(workspace, series, series, tools, progress)) {
      AppliedSeries applied = site.applied();
      Set<StaticCheck> able = able(site.jdk().major());
      List<CheckResult> results = new ArrayList<>();
      ModuleTree tree = site.checkOut(applied.tip(), "tree");
      List<Module> touched = tree.touched(site.changed()).all();
      if (spelling) {
        results.add(Spelling.check(site, tree.root(), progress));
      }
      if (!touched.isEmpty()) {
        Checked tip = Checked.of(site, tree, touched, Set.copyOf(touched));
        results.addAll(onTip(tip, able));
        for (StaticCheck check : asked) {
          check
              .whyNotWith(site.jdk().major())
              .ifPresent(
                  why ->
                      results.add(
                          new CheckResult(
                              check.word(), StaticCheckReport.TIP, Verdict.NOT_RUN, List.of(why))));
        }
      }
      if (from.isPresent()) {
        Set<StaticCheck> passing = EnumSet.copyOf(able);
        passing.removeIf(check -> results.stream().noneMatch(result -> passes(result, check)));
        results.addAll(onEach(site, applied, passing));
      }
      return new StaticCheckReport(
          applied.tip().name(),
          applied.base().name(),
          touched.stream().map(Module::folder).toList(),
          List.copyOf(results));
    }
  }

  private Set<StaticCheck> able(int java) {
    Set<StaticCheck> able = EnumSet.noneOf(StaticCheck.class);
    asked.stream().filter(check -> check.whyNotWith(java).isEmpty()).forEach(able::add);
    return able;
  }

  private static boolean passes(CheckResult result, StaticCheck check) {
    return result.check().equals(check.word()) && result.verdict() == Verdict.PASSES;
  }

  /**
   * What is checked.
   *
   * @param roots the modules whose checks are asked for
   * @param build these, and those that have to be compiled for them
   */
  private record Checked(
      BuildWorkspace site,
      ModuleTree tree,
      Collection<Module> roots,
      Set<Module> build,
      DruidMaven maven) {
    /**
     * @param touched the modules whose released jars will not do
     */
    static Checked of(
        BuildWorkspace site, ModuleTree tree, Collection<Module> roots, Set<Module> touched)
        throws IOException {
      ModuleGraph graph = site.graph(tree);
      return new Checked(
          site,
          tree,
          roots,
          graph.toBuild(roots, touched),
          site.maven(graph, site.localRepository()));
    }

    /** Runs checks, and reads what they say. */
    CheckLog run(Set<StaticCheck> checks, String log) throws IOException {
      if (checks.contains(StaticCheck.STRICT_COMPILATION)) {
        // The compiler checks what it compiles. Other modules can stay as they were compiled
        // before.
        for (Module module : roots) {
          AtomicFile.delete(tree.root().resolve(module.folder()).resolve("target"));
        }
      }
      MavenRun run = maven.staticChecks(tree.root(), build, checks, site.log(log));
      boolean succeeded = maven.check(run, checks, site.blame());
      return CheckLog.read(run.log(), tree.root(), succeeded);
    }
  }

  private List<CheckResult> onTip(Checked tip, Set<StaticCheck> checks) throws IOException {
    progress.line("checking " + names(checks));
    List<CheckResult> results = new ArrayList<>();
    if (checks.isEmpty()) {
      return results;
    }
    CheckLog all = tip.run(checks, "static-checks");
    Optional<Checked> base = Optional.empty();
    for (StaticCheck check : checks) {
      CheckLog alone = all;
      if (!all.succeeded()) {
        progress.line("checking " + check.word() + " alone, since something was found");
        alone = tip.run(EnumSet.of(check), "static-check-" + check.word());
      }
      requireThatItRan(check, alone, tip.roots());
      if (alone.succeeded()) {
        results.add(
            new CheckResult(check.word(), StaticCheckReport.TIP, Verdict.PASSES, List.of()));
        continue;
      }
      if (base.isEmpty()) {
        base = Optional.of(onBase(tip));
      }
      progress.line("checking " + check.word() + " on the base");
      CheckLog before = base.get().run(EnumSet.of(check), "static-check-" + check.word() + "-base");
      List<String> fresh = alone.findingsNotIn(before);
      boolean ours = before.succeeded() || !fresh.isEmpty();
      results.add(
          new CheckResult(
              check.word(),
              StaticCheckReport.TIP,
              ours ? Verdict.NEWLY_FAILING : Verdict.FAILS_ON_BASE,
              fresh));
    }
    return results;
  }

  private Checked onBase(Checked tip) throws IOException {
    ModuleTree tree = tip.site().checkOut(tip.site().applied().base(), "base");
    List<Module> same =
        tip.roots().stream().flatMap(one -> tree.find(one.artifactId()).stream()).toList();
    return Checked.of(tip.site(), tree, same, Set.copyOf(same));
  }

  /** A check that did not run is not one that passes. */
  private static void requireThatItRan(
      StaticCheck check, CheckLog log, Collection<Module> modules) {
    List<String> without =
        modules.stream()
            .map(Module::artifactId)
            .filter(module -> !log.ran(check).contains(module))
            .toList();
    if (log.succeeded() && !without.isEmpty()) {
      throw Failure.of(ExitCode.BUILD, check.word())
          .says("the check did not run")
          .expected("a run of it for " + String.join(", ", without))
          .found("none in " + log.file())
          .fix("see the output")
          .build();
    }
  }

  private List<CheckResult> onEach(
      BuildWorkspace site, AppliedSeries applied, Set<StaticCheck> checks) throws IOException {
    List<CheckResult> results = new ArrayList<>();
    ObjectId before = applied.base();
    int number = 0;
    boolean begun = false;
    try (ReusedFolder folder = site.reusedFolder("each")) {
      for (AppliedEntry step : applied.steps()) {
        number++;
        begun |= from.filter(step.entry().id()::equals).isPresent();
        // What a pick changes is checked with what adapts it, without which it need not compile.
        if (step.commit().isEmpty() || applied.adaptedLater(step).isPresent()) {
          continue;
        }
        String id = step.entry().id();
        ObjectId commit = step.commit().get();
        if (!begun) {
          before = commit;
          continue;
        }
        folder.checkOut(commit);
        ModuleTree tree = ModuleTree.read(folder.tree());
        List<Module> changed = tree.touched(site.changed(before, commit)).all();
        Set<Module> touched = Set.copyOf(tree.touched(site.changed(applied.base(), commit)).all());
        before = commit;
        progress.line("[" + number + "/" + applied.steps().size() + "] " + id);
        if (changed.isEmpty()) {
          continue;
        }
        CheckLog log = Checked.of(site, tree, changed, touched).run(checks, "static-checks-" + id);
        for (StaticCheck check : checks) {
          requireThatItRan(check, log, changed);
        }
        Verdict verdict = log.succeeded() ? Verdict.PASSES : Verdict.NEWLY_FAILING;
        progress.line("  " + verdict.word());
        log.findings().forEach(finding -> progress.line("    " + finding));
        results.add(new CheckResult(names(checks), id, verdict, log.findings()));
      }
    }
    return results;
  }

  private static String names(Set<StaticCheck> checks) {
    return checks.stream().map(StaticCheck::word).collect(Collectors.joining(", "));
  }
}
