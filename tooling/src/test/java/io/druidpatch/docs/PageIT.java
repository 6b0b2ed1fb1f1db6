package io.druidpatch.docs;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of each page in order, in a clean clone of its own, on the real upstream: the
 * pages name its commits. The blocks that several pages begin with are run once, and what they made
 * is copied. What needs a cluster is not run, counted and listed.
 */
@Requires(Requirement.UPSTREAM)
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
  private final Map<List<Page.Block>, Clone> begun = new HashMap<>();

  @TestFactory
  Stream<DynamicTest> eachPagesCommandsSucceed() throws Exception {
    List<Page> pages = Page.all();
    List<Page.Block> start = pages.get(0).blocks().subList(0, 1);
    Clone first = Clone.make(folder.resolve("begun-1"));
    Path log = Files.createFile(folder.resolve("begun-1.log"));
    first.succeed(script(start), USER, log);
    begun.put(start, first);
    return pages.stream().map(page -> dynamicTest(page.name(), () -> run(page, pages)));
  }

  private void run(Page page, List<Page> pages) throws Exception {
    List<Page.Block> blocks = page.blocks();
    List<Page.Block> left = blocks.stream().filter(Page.Block::needsACluster).toList();
    if (!left.isEmpty()) {
      System.out.printf(
          "%s: %d of %d blocks NOT RUN, they need a cluster or a registry:%n%s",
          page.name(),
          left.size(),
          blocks.size(),
          left.stream().map(Page.Block::text).collect(Collectors.joining()).indent(2));
    }
    int shared = 1;
    while (shared < blocks.size() && count(pages, blocks.subList(0, shared + 1)) > 1) {
      shared++;
    }
    // The pages put things beside the clone.
    Path own = Files.createDirectories(folder.resolve(page.name().replace(".md", "")));
    Clone clone = begin(blocks.subList(0, shared)).copyTo(own.resolve("clone"));
    clone.succeed(
        script(blocks.subList(shared, blocks.size())), USER, Files.createFile(own.resolve("log")));
  }

  private Clone begin(List<Page.Block> blocks) throws Exception {
    Clone clone = begun.get(blocks);
    if (clone == null) {
      int last = blocks.size() - 1;
      String name = "begun-" + (begun.size() + 1);
      clone = begin(blocks.subList(0, last)).copyTo(folder.resolve(name));
      clone.succeed(
          script(blocks.subList(last, last + 1)),
          USER,
          Files.createFile(folder.resolve(name + ".log")));
      begun.put(blocks, clone);
    }
    return clone;
  }

  private static long count(List<Page> pages, List<Page.Block> beginning) {
    return pages.stream()
        .map(Page::blocks)
        .filter(blocks -> blocks.size() >= beginning.size())
        .filter(blocks -> blocks.subList(0, beginning.size()).equals(beginning))
        .count();
  }

  private static String script(List<Page.Block> blocks) {
    return blocks.stream()
        .filter(block -> !block.needsACluster())
        .map(Page.Block::text)
        .collect(Collectors.joining());
  }
}
