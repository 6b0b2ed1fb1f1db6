package io.druidpatch.verification.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The subjects, built by this project's tool, which is another module and is run as a user runs it.
 * They stay in target/dist for the next time.
 */
final class BuiltSubjects {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static Map<String, Path> built;

  private BuiltSubjects() {}

  /** Their tarballs by name. */
  static synchronized Map<String, Path> get() throws IOException, InterruptedException {
    if (built == null) {
      Path log = Path.of("target/subjects.log");
      Files.deleteIfExists(log);
      require(tool(log, "apply"), log);
      Path dist = Path.of("target/dist").toAbsolutePath();
      Path names = Path.of("target/subjects.txt");
      require(tool(names, "verify --build-only --without-sigar --output " + dist), names);
      Map<String, Path> found = new TreeMap<>();
      for (String line : Files.readAllLines(names)) {
        String[] parts = line.split("=", 2);
        if (parts.length == 2 && parts[1].endsWith(".tar.gz")) {
          found.put(parts[0], Path.of(parts[1]));
        }
      }
      built = found;
    }
    return built;
  }

  private static void require(int code, Path output) throws IOException {
    if (code != 0) {
      throw new IOException("the subjects cannot be built: exit code " + code + ", see " + output);
    }
  }

  private static int tool(Path output, String arguments) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("maven.home", "/usr/share/maven"));
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/mvn").toString());
    command.addAll(List.of("-B", "-q", "-pl", "tooling", "compile", "exec:java"));
    command.add("-Dexec.args=" + arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(PROJECT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroy();
      throw new IOException(
          "not done after half an hour: " + Files.readString(output, StandardCharsets.UTF_8));
    }
    return process.exitValue();
  }
}
