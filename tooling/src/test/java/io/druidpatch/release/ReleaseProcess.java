package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.progress.Progress;
import io.druidpatch.verify.FakeSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * A process of its own that makes a release, for those who want to kill it. Its arguments are the
 * project's folder and the file of the image's base.
 */
public final class ReleaseProcess {
  private ReleaseProcess() {}

  static MakeRelease of(Path project, Path base, Progress progress) {
    Workspace workspace =
        new Workspace(project.resolve("patches/series.yaml"), project.resolve("own/druid.git"));
    return new MakeRelease(
        ReleasedProject.request(
            workspace,
            project,
            1,
            new ImageName("tar://" + base),
            Map.of("test-upstream", "the small tree has no tests")),
        () -> FakeSuite.at(project),
        progress);
  }

  public static void main(String[] arguments) throws IOException {
    try {
      of(Path.of(arguments[0]), Path.of(arguments[1]), new Lines()).run();
    } catch (Failure e) {
      System.out.println(e.getMessage());
      System.exit(e.code().number());
    }
  }

  /** Progress on standard output. */
  private static final class Lines implements Progress {
    @Override
    public void line(String text) {
      System.out.println(text);
      System.out.flush();
    }

    @Override
    public ProgressMonitor transfer() {
      return NullProgressMonitor.INSTANCE;
    }
  }
}
