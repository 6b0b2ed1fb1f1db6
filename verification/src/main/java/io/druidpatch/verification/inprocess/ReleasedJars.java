package io.druidpatch.verification.inprocess;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Druid's released jars on a class path, as a report names them.
 *
 * @param jar the one that has the Overlord's resource
 * @param version Druid's
 */
record ReleasedJars(Path jar, String version) {
  private static final String NAME = "druid-indexing-service-";
  private static final String ENDING = ".jar";

  /**
   * Finds them.
   *
   * @throws IOException if the class path has none
   */
  static ReleasedJars on(String classPath) throws IOException {
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path file = Path.of(entry);
      String name = String.valueOf(file.getFileName());
      if (name.startsWith(NAME) && name.endsWith(ENDING)) {
        return new ReleasedJars(
            file, name.substring(NAME.length(), name.length() - ENDING.length()));
      }
    }
    throw new IOException("no " + NAME + "*" + ENDING + " on the class path " + classPath);
  }

  /** The SHA-256 of the jar that has the Overlord's resource. */
  String sha256() throws IOException {
    return sha256(List.of(jar), jar.getParent());
  }

  /** The SHA-256 of all files of a folder, each with its name before it. */
  static String sha256(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return sha256(files.filter(Files::isRegularFile).sorted().toList(), folder);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String sha256(List<Path> files, Path below) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    for (Path file : files) {
      if (files.size() > 1) {
        digest.update(
            (below.relativize(file) + "\n").replace('\\', '/').getBytes(StandardCharsets.UTF_8));
      }
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        in.transferTo(out);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
