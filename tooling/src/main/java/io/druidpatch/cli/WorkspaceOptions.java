package io.druidpatch.cli;

import io.druidpatch.jobs.Workspace;
import picocli.CommandLine.Option;

/** The options of every command that works on one base of the series. */
final class WorkspaceOptions extends RepositoryOptions {
  @Option(
      names = "--base",
      paramLabel = "TAG",
      description = "The base, one that the series lists. Default: the first that it lists.")
  private String base;

  @Override
  Workspace workspace() {
    Workspace workspace = super.workspace();
    return base == null ? workspace : workspace.on(base);
  }
}
