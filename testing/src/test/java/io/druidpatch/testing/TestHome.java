package io.druidpatch.testing;

import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes the home folder and the temporary folder that the poms give the tests in place of the
 * user's, and takes the second away at the end. Of the user's own files there are only Maven's
 * settings, which may be what leads to Maven Central.
 */
public final class TestHome implements LauncherSessionListener {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      Path home = Files.createDirectories(Path.of(System.getProperty("user.home")));
      Files.createDirectories(TEMPORARY);
      String settings = System.getProperty("tests.settings", "");
      Path own = home.resolve(".m2/settings.xml");
      if (!settings.isEmpty() && Files.exists(Path.of(settings)) && !Files.exists(own)) {
        Files.createDirectories(own.getParent());
        Files.copy(Path.of(settings), own, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    // An IDE gives the tests no folder of their own.
    if (!TEMPORARY.getFileName().toString().startsWith("druidpatch-tests-")) {
      return;
    }
    try {
      AtomicFile.delete(TEMPORARY);
    } catch (IOException e) {
      // A process that a test started may still write there; what stays is the system's to clean.
      System.out.println("left in " + TEMPORARY + ": " + e);
    }
  }
}
