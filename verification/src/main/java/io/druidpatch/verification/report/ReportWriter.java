package io.druidpatch.verification.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts a report into a folder. */
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

    Files.createDirectories(folder);
    Map<Path, Path> moves = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path aside = folder.resolve("." + file.getKey() + ".part-" + ProcessHandle.current().pid());
        moves.put(aside, folder.resolve(file.getKey()));
        Files.writeString(aside, file.getValue());
      }
      for (Map.Entry<Path, Path> move : moves.entrySet()) {
        Files.move(
            move.getKey(),
            move.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path aside : moves.keySet()) {
        Files.deleteIfExists(aside);
      }
    }
  }
}
