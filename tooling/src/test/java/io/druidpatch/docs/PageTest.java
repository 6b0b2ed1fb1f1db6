package io.druidpatch.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void thereIsAPageForEachTask() throws IOException {
    assertThat(Page.all())
        .extracting(Page::name)
        .containsExactly(
            "add-a-pick.md",
            "deploy-and-roll-back.md",
            "pick-to-green.md",
            "read-the-report.md",
            "rebuild-a-release.md",
            "resolve-a-conflict.md",
            "upgrade-the-base.md",
            "write-a-local-patch.md");
  }

  /** So that each can be followed from a clone, and that what they share is made once in tests. */
  @Test
  void allBeginAlike() throws IOException {
    assertThat(Page.all())
        .extracting(page -> page.blocks().get(0))
        .containsOnly(new Page.Block("sh", "./druidpatch apply --whole\n"));
  }

  @Test
  void onlyDeployingNeedsACluster() throws IOException {
    for (Page page : Page.all()) {
      assertThat(page.blocks()).extracting(Page.Block::info).isSubsetOf("sh", "sh cluster");
      assertThat(page.blocks().stream().anyMatch(Page.Block::needsACluster))
          .as(page.name())
          .isEqualTo(page.name().equals("deploy-and-roll-back.md"));
    }
  }

  @Test
  void theirCommandsAreOnesThatTheToolTakes() throws IOException {
    List<String> refusals = new ArrayList<>();
    for (Page page : Page.all()) {
      page.blocks().stream()
          .flatMap(block -> block.text().lines())
          .flatMap(line -> ToolLine.arguments(line).stream())
          .flatMap(arguments -> ToolLine.refusal(arguments).stream())
          .forEach(refusals::add);
    }
    assertThat(refusals).isEmpty();
  }
}
