package io.druidpatch.verification.report;

import io.druidpatch.storage.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a report into a folder. */
public final class ReportWriter {
  private ReportWriter() {}

  /**
   * Writes report.json, report.md and index.html. All three are made and written beside their
   * places before the first is moved into its own, so a write that breaks off leaves what was
   * there.
   *
   * @param folder is made if it is not there; other files in it are left alone
   */
  public static void write(Report report, Path folder) throws IOException {
    try (AtomicFiles files = new AtomicFiles()) {
      files.add(folder.resolve("report.json"), ReportJson.write(report));
      files.add(folder.resolve("report.md"), MarkdownReport.write(report));
      files.add(folder.resolve("index.html"), HtmlReport.write(report));
      files.putInPlace();
    }
  }
}
