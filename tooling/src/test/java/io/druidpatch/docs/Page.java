package io.druidpatch.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of {@code docs/tasks}: steps with commands to paste.
 *
 * @param name the file's name
 * @param blocks its fenced blocks, in order
 */
record Page(String name, List<Block> blocks) {
  /**
   * A fenced block.
   *
   * @param info what stands behind the fence: {@code sh}, or {@code sh cluster} for commands that
   *     need a cluster or a registry of the reader's
   */
  record Block(String info, String text) {
    boolean needsACluster() {
      return info.equals("sh cluster");
    }
  }

  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(Clone.HOME.resolve("docs/tasks"))) {
      for (Path file : files.sorted().toList()) {
        pages.add(new Page(file.getFileName().toString(), read(Files.readAllLines(file))));
      }
    }
    return pages;
  }

  private static List<Block> read(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    StringBuilder text = null;
    String info = "";
    for (String line : lines) {
      if (!line.startsWith("```")) {
        if (text != null) {
          text.append(line).append('\n');
        }
      } else if (text == null) {
        info = line.substring(3);
        text = new StringBuilder();
      } else {
        blocks.add(new Block(info, text.toString()));
        text = null;
      }
    }
    if (text != null) {
      throw new IllegalStateException("a fence is not closed: " + text);
    }
    return blocks;
  }
}
