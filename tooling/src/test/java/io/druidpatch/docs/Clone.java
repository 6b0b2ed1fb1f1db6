package io.druidpatch.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * A clean clone of this project as it is here, with what is not committed yet.
 *
 * @param folder where it is
 */
record Clone(Path folder) {
  /** This project. */
  static final Path HOME =
      Path.of(System.getProperty("druidpatch.home", "..")).toAbsolutePath().normalize();

  private static final Set<String> MADE =
      Set.of(".git", ".druidpatch", ".idea", ".m2", ".settings", ".vscode", "dist", "target");

  /**
   * Makes one. What Maven downloads for Druid is kept in the project's own {@code .druidpatch/m2},
   * for the next time.
   */
  static Clone make(Path folder) throws IOException, GitAPIException {
    copy(HOME, folder, MADE);
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("The project")
          .setAuthor("Test", "test@example")
          .setCommitter("Test", "test@example")
          .setSign(false)
          .call();
    }
    Files.createSymbolicLink(
        Files.createDirectories(folder.resolve(".druidpatch")).resolve("m2"),
        Files.createDirectories(HOME.resolve(".druidpatch/m2")));
    return new Clone(folder);
  }

  /** Another clone, with all that has been made in this one. */
  Clone copyTo(Path other) throws IOException {
    copy(folder, other, Set.of());
    return new Clone(other);
  }

  /**
   * Runs a script as bash would that stops at the first failure, with the JDK of this test.
   *
   * @param log gets the output
   * @return the exit code
   */
  int bash(String script, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(20, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      throw new IOException("not done after 20 minutes:\n" + script + Files.readString(log));
    }
    return process.exitValue();
  }

  /** Runs a script that has to succeed. */
  void succeed(String script, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    int code = bash(script, environment, log);
    assertThat(code).as("%s%n%s%n%s", folder, script, Files.readString(log)).isZero();
  }

  private static void copy(Path from, Path to, Set<String> without) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            if (!dir.equals(from) && without.contains(dir.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file)),
                LinkOption.NOFOLLOW_LINKS,
                StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
