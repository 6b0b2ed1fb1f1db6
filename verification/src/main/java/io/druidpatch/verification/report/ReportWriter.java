package io.druidpatch.verification.report;

import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    Map<String, String> files = new LinkedHashMap<>();
    files.put("report.json", ReportJson.write(report));
    files.put("report.md", MarkdownReport.write(report));
    files.put("index.html", HtmlReport.write(report));

    List<AtomicFile> aside = new ArrayList<>();
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        AtomicFile one = AtomicFile.of(folder.resolve(file.getKey()));
        aside.add(one);
        Files.writeString(one.path(), file.getValue());
      }
      for (AtomicFile one : aside) {
        one.putInPlace();
      }
    } finally {
      for (AtomicFile one : aside) {
        one.close();
      }
    }
  }
}
