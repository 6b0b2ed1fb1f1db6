package io.druidpatch.verification.scenario.livelog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A client that people use, run by a program of {@code verification/clients}.
 *
 * @param name what the report calls it
 * @param check a command that succeeds where the client is installed
 * @param build a command that runs once before; empty for none
 * @param command the program, before the URL and the word for an encoding
 * @param words the program's word for each encoding that the client can ask for
 * @param unreachable the reason why the client cannot ask for an encoding
 */
record ClientProgram(
    String name,
    List<String> check,
    List<String> build,
    List<String> command,
    Map<String, String> words,
    Map<String, String> unreachable) {
  static final String IDENTITY = "identity";
  static final String GZIP = "gzip";

  private static final long CHECK_SECONDS = 60;
  private static final Map<String, String> BOTH = Map.of(IDENTITY, IDENTITY, GZIP, GZIP);
  private static final String NO_CHOICE =
      "a page cannot set Accept-Encoding, and the browser asks for gzip";

  /**
   * All of them.
   *
   * @param folder {@code verification/clients}
   * @param scratch for what has to be compiled
   */
  static List<ClientProgram> all(Path folder, Path scratch) {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    String go = scratch.resolve("follow-go").toString();
    String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
    return List.of(
        simple("curl", List.of("curl", "--version"), folder.resolve("curl").toString()),
        simple("wget", List.of("wget", "--compression=gzip", "--version"), folder + "/wget"),
        simple(
            "Python requests",
            List.of("python3", "-c", "import requests"),
            folder.resolve("python-requests").toString()),
        simple(
            "Python http.client",
            List.of("python3", "--version"),
            folder.resolve("python-http-client").toString()),
        simple("Node fetch", List.of("node", "-e", "fetch.name"), folder + "/node-fetch"),
        simple(
            "Java HttpClient",
            List.of(java, "-version"),
            java,
            folder.resolve("JavaHttpClient.java").toString()),
        simple(
            "Java HttpURLConnection",
            List.of(java, "-version"),
            java,
            folder.resolve("JavaHttpUrlConnection.java").toString()),
        new ClientProgram(
            "Go net/http",
            List.of("go", "version"),
            List.of("go", "build", "-o", go, folder.resolve("follow.go").toString()),
            List.of(go),
            BOTH,
            Map.of()),
        browser("Chromium fetch", "fetch", folder, chromium),
        browser("Chromium EventSource", "eventsource", folder, chromium));
  }

  private static ClientProgram simple(String name, List<String> check, String... command) {
    return new ClientProgram(name, check, List.of(), List.of(command), BOTH, Map.of());
  }

  private static ClientProgram browser(String name, String how, Path folder, String chromium) {
    return new ClientProgram(
        name,
        List.of(chromium, "--version"),
        List.of(),
        List.of(folder.resolve("chromium").toString()),
        Map.of(GZIP, how),
        Map.of(IDENTITY, NO_CHOICE));
  }

  /** Why this machine cannot run it; empty if it can. Builds what has to be built. */
  Optional<String> missing(Path scratch) throws InterruptedException {
    Optional<String> missing = fails(check, scratch);
    return missing.isPresent() || build.isEmpty() ? missing : fails(build, scratch);
  }

  private static Optional<String> fails(List<String> command, Path scratch)
      throws InterruptedException {
    String shown = String.join(" ", command);
    try {
      Path output = Files.createTempFile(scratch, "client", ".txt");
      Process process =
          process(command, scratch)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of("`" + shown + "` does not end");
      }
      if (process.exitValue() == 0) {
        return Optional.empty();
      }
      List<String> said = Files.readAllLines(output);
      String last = said.isEmpty() ? "" : ": " + said.get(said.size() - 1).strip();
      return Optional.of("`" + shown + "` ends with " + process.exitValue() + last);
    } catch (IOException e) {
      return Optional.of(command.get(0) + " is not there: " + e.getMessage());
    }
  }

  /** Starts the client; the caller reads what the program prints. */
  Process follow(URI log, String encoding, Path scratch) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.add(log.toString());
    whole.add(words.get(encoding));
    return process(whole, scratch)
        .redirectError(ProcessBuilder.Redirect.appendTo(scratch.resolve("clients.stderr").toFile()))
        .start();
  }

  private static ProcessBuilder process(List<String> command, Path scratch) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    // Requests to Druid use no proxy of this machine.
    for (String proxy : List.of("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")) {
      environment.remove(proxy);
    }
    environment.putAll(
        new LinkedHashMap<>(
            Map.of(
                "TMPDIR",
                scratch.toString(),
                "GOCACHE",
                scratch.resolve("go-cache").toString(),
                "GO111MODULE",
                "off")));
    return builder;
  }
}
