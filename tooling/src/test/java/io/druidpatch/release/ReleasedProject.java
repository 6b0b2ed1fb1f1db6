package io.druidpatch.release;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.apply.Workspace;
import io.druidpatch.build.BuildEnvironment;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.suite.GivenOptions;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.UpstreamReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A small project in a git repository of its own, which releases can be made of. */
final class ReleasedProject implements AutoCloseable {
  final Git git;
  private final SeriesFixture project;

  private ReleasedProject(SeriesFixture project, Git git) {
    this.project = project;
    this.git = git;
  }

  /** Makes a repository of a project's folder, and commits its series. */
  static ReleasedProject of(SeriesFixture project) throws GitAPIException, IOException {
    Git git = Git.init().setDirectory(project.folder.toFile()).call();
    ReleasedProject released = new ReleasedProject(project, git);
    released.commit();
    return released;
  }

  /**
   * Commits the series with the page of what became of it, and what else there is of the project.
   */
  void commit() throws GitAPIException, IOException {
    Path page = project.folder.resolve("UPSTREAM.md");
    Files.writeString(page, "<!-- upstream: begin -->\n<!-- upstream: end -->\n");
    HistoryQuery upstream =
        new HistoryQuery(Optional.of(project.upstream.toString()), "master", false);
    // Not where the release looks: what is there is made by it.
    Workspace beside =
        new Workspace(project.seriesFile(), project.folder.resolve("beside/druid.git"));
    new UpstreamReport(beside, upstream, Progress.SILENT).write(page);
    git.add()
        .addFilepattern("UPSTREAM.md")
        .addFilepattern("patches")
        .addFilepattern("verification")
        .call();
    git.add().addFilepattern("patches").setUpdate(true).call();
    git.commit()
        .setSign(false)
        .setAuthor("A", "a@example")
        .setCommitter("A", "a@example")
        .setMessage("a series")
        .call();
  }

  void tag(String name) throws GitAPIException {
    git.tag().setName(name).setSigned(false).setMessage(name).call();
  }

  /** What a release of this number is asked for. */
  static ReleaseRequest request(
      Workspace workspace, Path project, int number, ImageName base, Map<String, String> without) {
    return new ReleaseRequest(
        workspace,
        project,
        new ReleaseVersion("v1", number),
        project.resolve("dist"),
        Optional.empty(),
        Optional.empty(),
        new BuildEnvironment(Optional.empty(), true),
        base,
        Optional.empty(),
        GivenOptions.of("--cluster", "embedded").cluster,
        without,
        "test");
  }

  @Override
  public void close() throws IOException {
    git.close();
  }
}
