package io.druidpatch.use;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of each page in order, in a clean clone of its own, on the real upstream: the
 * pages name its commits. The first block, which all pages share, is run once, in the clone that
 * the others are copied from. What needs a cluster is not run, counted and listed.
 */
class PageIT {
  /** A user who has told git who he is, and what this machine's builds need. */
  private static final Map<String, String> USER =
      Map.of(
          "GIT_AUTHOR_NAME", "Test",
          "GIT_AUTHOR_EMAIL", "test@example",
          "GIT_COMMITTER_NAME", "Test",
          "GIT_COMMITTER_EMAIL", "test@example",
          "DRUIDPATCH_BUILD_OPTIONS", "--without-sigar");

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> eachPagesCommandsSucceed() throws Exception {
    List<Page> pages = Page.all();
    Clone first = Clone.make(folder.resolve("first"));
    Path log = Files.createFile(folder.resolve("first.log"));
    String away = first.prepare(pages.get(0).blocks().get(0).text(), log);
    System.out.print(away.isEmpty() ? "" : away + "\n");
    return pages.stream().map(page -> dynamicTest(page.name(), () -> run(page, first, away)));
  }

  private static void run(Page page, Clone first, String away) throws Exception {
    assumeTrue(away.isEmpty(), away);
    List<Page.Block> blocks = page.blocks().subList(1, page.blocks().size());
    String script =
        blocks.stream()
            .filter(block -> !block.needsACluster())
            .map(Page.Block::text)
            .collect(Collectors.joining());
    ToolLine.awaited(script.lines().toList()).ifPresent(why -> assumeTrue(false, why));
    List<Page.Block> left = blocks.stream().filter(Page.Block::needsACluster).toList();
    if (!left.isEmpty()) {
      System.out.printf(
          "%s: %d of %d blocks NOT RUN, they need a cluster or a registry:%n%s",
          page.name(),
          left.size(),
          blocks.size() + 1,
          left.stream().map(Page.Block::text).collect(Collectors.joining()).indent(2));
    }
    // The pages put things beside the clone.
    Path own = Files.createDirectories(folder.resolve(page.name().replace(".md", "")));
    Clone clone = first.copyTo(own.resolve("clone"));
    clone.succeed(script, USER, Files.createFile(own.resolve("log")));
  }
}
