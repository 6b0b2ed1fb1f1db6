package io.druidpatch.apply;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import io.druidpatch.origin.BundleOrigin;
import io.druidpatch.origin.CentralOrigin;
import io.druidpatch.origin.GitOrigin;
import io.druidpatch.origin.Origin;
import io.druidpatch.origin.Supply;
import io.druidpatch.origin.Upstream;
import io.druidpatch.origin.UpstreamRefs;
import io.druidpatch.patch.PatchFile;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.ObjectId;

/** Applies the series to its base, and moves the branch once everything is stored. */
public final class Apply {
  /** Where the base comes from. */
  public enum Source {
    /** The upstream's git repository, or Maven Central if no git host answers. */
    AUTO,
    GIT,
    CENTRAL;

    /** The word for it on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the user asks for.
   *
   * @param upstream a URL, a path or a bundle in place of the series' upstream
   * @param centralUrl the Maven repository that stands for Central
   * @param worktree where people get the result checked out
   * @param whole whether less than the whole series is a failure
   */
  public record Request(
      Source source,
      Optional<String> upstream,
      Optional<String> centralUrl,
      Optional<Path> worktree,
      boolean whole) {
    public static final Request DEFAULT =
        new Request(Source.AUTO, Optional.empty(), Optional.empty(), Optional.empty());

    /** A part will do. */
    public Request(
        Source source,
        Optional<String> upstream,
        Optional<String> centralUrl,
        Optional<Path> worktree) {
      this(source, upstream, centralUrl, worktree, false);
    }
  }

  private final Workspace workspace;
  private final Request request;
  private final Progress progress;

  public Apply(Workspace workspace, Request request, Progress progress) {
    this.workspace = workspace;
    this.request = request;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @param each is told every step as it is done
   * @return what was made; if it is a part of the series, it is on the branch for parts
   * @throws Failure whose code says what is wrong; the branches are where they were then
   */
  public Plan run(Consumer<Plan.Step> each) throws IOException {
    Series series = workspace.series();
    // A malformed patch is found before anything is fetched for it.
    for (Entry entry : series.entries()) {
      if (entry instanceof LocalPatch local) {
        PatchFile.read(local.file());
      }
    }
    try (PatchRepository repository = workspace.openForWriting()) {
      Optional<Worktree> worktree = Optional.empty();
      if (request.worktree().isPresent()) {
        worktree =
            Optional.of(Worktree.at(request.worktree().get(), series.workBranch(), repository));
        worktree.get().refuseToOverwrite();
      }
      Supply supply = supply(series, repository);
      progress.line("source: " + supply.source());
      Plan plan;
      try (PackInserter inserter = repository.newPackInserter()) {
        plan = Plan.compute(series, supply, inserter, each);
        inserter.flush();
      }
      if (worktree.isPresent() && plan.isPartial()) {
        keepWhole(series, worktree.get(), repository);
      }
      publish(series, plan, repository);
      if (worktree.isPresent()) {
        progress.line("checking out " + series.workBranch() + " in " + worktree.get().folder());
        worktree.get().checkOut(plan.tip(), progress.transfer());
      }
      return plan;
    }
  }

  /** A part has a few modules' sources: checked out over the whole, it would take the rest away. */
  private static void keepWhole(Series series, Worktree worktree, PatchRepository repository)
      throws IOException {
    Optional<ObjectId> tip = worktree.tip();
    Optional<ObjectId> part = repository.at(Workspace.branchRef(series.partialBranch()));
    if (tip.isPresent() && !tip.equals(part)) {
      throw PartialResult.refusal(series, worktree.folder().toString());
    }
  }

  private void publish(Series series, Plan plan, PatchRepository repository) throws IOException {
    String partial = Workspace.branchRef(series.partialBranch());
    String ref = plan.isPartial() ? partial : Workspace.branchRef(series.branch());
    if (supplyIsUpstreams(series, plan)) {
      String tag = "refs/tags/" + series.base().tag();
      repository.move(tag, repository.at(tag), plan.base(), "apply");
    }
    Optional<ObjectId> before = repository.at(ref);
    String branch = ref.substring("refs/heads/".length());
    progress.line(
        before.equals(Optional.of(plan.tip()))
            ? branch + " is at " + plan.tip().name() + " already"
            : "moving " + branch + " to " + plan.tip().name());
    repository.move(ref, before, plan.tip(), "apply: " + series.entries().size() + " entries");
    if (!plan.isPartial()) {
      // It would be an old leftover beside the whole result.
      repository.remove(partial);
    }
  }

  private static boolean supplyIsUpstreams(Series series, Plan plan) {
    return plan.base().equals(series.base().commit());
  }

  private Supply supply(Series series, PatchRepository repository) throws IOException {
    if (request.source() == Source.CENTRAL) {
      if (request.whole()) {
        throw notWhole(series, "--source central: Maven Central has main sources and no history");
      }
      return central().supply(series, repository, progress);
    }
    if (request.upstream().isPresent()) {
      return override(request.upstream().get()).supply(series, repository, progress);
    }
    Optional<Supply> cached = UpstreamRefs.cached(repository, series);
    if (cached.isPresent()) {
      return cached.get();
    }
    try {
      return new Upstream(series.upstreams()).supply(series, repository, progress);
    } catch (Failure e) {
      if (e.code() != ExitCode.UNREACHABLE
          || request.source() == Source.GIT
          || series.central().isEmpty()) {
        throw e;
      }
      if (request.whole()) {
        throw notWhole(series, e.getMessage());
      }
      progress.line(
          "PARTIAL: no git host answers, so this will be a part of the series, from the source jars"
              + " on Maven Central");
      progress.line(e.getMessage());
      try {
        return central().supply(series, repository, progress);
      } catch (Failure second) {
        second.addSuppressed(e);
        throw second;
      }
    }
  }

  private static Failure notWhole(Series series, String why) {
    return Failure.of(ExitCode.PARTIAL, series.branch())
        .says("the whole series cannot be had here, and --whole asks for it; no branch was moved")
        .found(why)
        .detail(PartialResult.lines(series))
        .build();
  }

  private CentralOrigin central() {
    return new CentralOrigin(request.centralUrl(), workspace.repository().resolveSibling("m2"));
  }

  private static Origin override(String upstream) throws IOException {
    return BundleOrigin.isBundle(upstream)
        ? new BundleOrigin(Path.of(upstream))
        : new GitOrigin(GitOrigin.url(upstream));
  }
}
