package io.druidpatch.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The page that has the table of what upstream did. */
final class PageOption {
  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = {
        "The page with the table, between the lines `<!-- upstream: begin -->` and"
            + " `<!-- upstream: end -->`. Default: UPSTREAM.md of this project."
      })
  private Path page;

  Path file() {
    return page != null ? page : RepositoryOptions.home().resolve("UPSTREAM.md");
  }
}
