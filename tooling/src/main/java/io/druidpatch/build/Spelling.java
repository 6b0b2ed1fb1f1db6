package io.druidpatch.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.build.StaticCheckReport.CheckResult;
import io.druidpatch.build.StaticCheckReport.Verdict;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.progress.Progress;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks the spelling of the pages of documentation that the series changes, as Druid's CI does
 * ({@code npm run spellcheck} in {@code website/}): by mdspell of npm's package
 * markdown-spellcheck, with the words of {@code website/.spelling}.
 */
final class Spelling {
  static final String NAME = "spelling";
  private static final String PACKAGE = "markdown-spellcheck";

  /** How mdspell writes a word that it does not know: line and text, below the page's name. */
  private static final Pattern WORD = Pattern.compile("\\s+\\d+ \\| (.*)");

  private Spelling() {}

  /**
   * Checks them.
   *
   * @param tree the patched tree
   * @throws Failure with {@link ExitCode#TOOLCHAIN} if there is no npm, with {@link
   *     ExitCode#UNREACHABLE} if it cannot install mdspell
   */
  static CheckResult check(BuildWorkspace site, Path tree, Progress progress) throws IOException {
    Path website = tree.resolve("website");
    List<String> pages =
        site.changed().stream()
            .filter(path -> path.startsWith("docs/") && path.endsWith(".md"))
            .filter(path -> Files.exists(tree.resolve(path)))
            .map(path -> "../" + path)
            .toList();
    if (pages.isEmpty()) {
      return new CheckResult(
          NAME,
          StaticCheckReport.TIP,
          Verdict.NOT_RUN,
          List.of("the series changes no page of documentation"));
    }
    progress.line("checking the spelling of " + pages.size() + " pages");
    Path installed = site.folder().resolve("npm");
    install(website.resolve("package.json"), installed, site.log("npm"));
    Path mdspell = installed.resolve("node_modules/.bin/mdspell");
    List<String> command =
        new ArrayList<>(List.of(mdspell.toString(), "--en-us", "--ignore-numbers", "--report"));
    command.addAll(pages);
    Path log = site.log(NAME);
    if (run(command, website, log) == 0) {
      return new CheckResult(NAME, StaticCheckReport.TIP, Verdict.PASSES, List.of());
    }
    List<String> words = words(Files.readAllLines(log));
    progress.line("checking the spelling of the base's pages");
    Path base = site.checkOut(site.applied().base(), "base").root();
    command.removeIf(
        part -> part.startsWith("../") && !Files.exists(base.resolve("docs").resolve(part)));
    Path baseLog = site.log(NAME + "-base");
    run(command, base.resolve("website"), baseLog);
    words.removeAll(words(Files.readAllLines(baseLog)));
    return new CheckResult(
        NAME,
        StaticCheckReport.TIP,
        words.isEmpty() ? Verdict.FAILS_ON_BASE : Verdict.NEWLY_FAILING,
        words);
  }

  /** The places of the words that it does not know, each with its page. */
  static List<String> words(List<String> report) {
    List<String> words = new ArrayList<>();
    String page = "";
    for (String line : report) {
      Matcher word = WORD.matcher(line);
      if (word.matches()) {
        words.add(page + ": " + word.group(1).strip());
      } else if (line.strip().endsWith(".md")) {
        page = line.strip().replace("../", "");
      }
    }
    return words;
  }

  private static void install(Path packageJson, Path folder, Path log) throws IOException {
    JsonNode version =
        new ObjectMapper().readTree(packageJson.toFile()).path("devDependencies").path(PACKAGE);
    Files.createDirectories(folder);
    List<String> command =
        List.of(
            npm().toString(),
            "install",
            "--prefix",
            folder.toString(),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            PACKAGE + "@" + version.asText("latest"));
    if (run(command, folder, log) != 0) {
      throw Failure.of(ExitCode.UNREACHABLE, PACKAGE)
          .says("npm cannot install what checks the spelling")
          .found("the whole output in " + log)
          .fix(
              "check npm's registry, or leave it out: "
                  + Invocation.command("static-checks --without spelling"))
          .build();
    }
  }

  private static Path npm() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "npm"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                Failure.of(ExitCode.TOOLCHAIN, "npm")
                    .says("there is no npm, which the check of the spelling needs")
                    .expected("npm on the PATH")
                    .fix(
                        "install it, or leave the check out: "
                            + Invocation.command("static-checks --without spelling"))
                    .build());
  }

  private static int run(List<String> command, Path folder, Path log) throws IOException {
    Files.createDirectories(log.getParent());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      process.getOutputStream().close();
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      process.destroy();
    }
  }
}
