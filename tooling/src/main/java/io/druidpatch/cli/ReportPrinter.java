package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.jobs.Status;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/** Prints the state of the series: a table for people, or JSON for scripts. */
final class ReportPrinter {
  private ReportPrinter() {}

  static void json(Status.Report report, PrintWriter out) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("repository", report.repository().toString());
    root.put("base", report.base());
    root.put("branch", report.branch().orElse(null));
    root.put("tip", report.tip().map(ObjectId::name).orElse(null));
    root.put("upToDate", report.upToDate());
    root.put("partial", report.partial());
    ArrayNode entries = root.putArray("entries");
    for (Status.Line line : report.entries()) {
      ObjectNode entry = entries.addObject();
      entry.put("id", line.entry().id());
      entry.put("kind", line.entry().kind());
      entry.put("commit", line.commit().map(ObjectId::name).orElse(null));
      entry.put("tree", line.tree().map(ObjectId::name).orElse(null));
      entry.put("state", line.state());
      entry.put("files", line.files());
      ArrayNode resolutions = entry.putArray("resolutions");
      for (Resolution resolution : line.resolutions()) {
        ObjectNode decided = resolutions.addObject();
        decided.put("path", resolution.path());
        decided.put("hunk", resolution.hunk());
        decided.put(
            "choice", resolution.choice() instanceof Resolution.Take take ? take.word() : "lines");
        decided.put("reason", resolution.reason());
      }
      if (!line.note().isEmpty()) {
        entry.put("note", line.note());
      }
    }
    if (report.problem() != null) {
      root.put("problem", report.problem().getMessage());
    }
    out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    out.flush();
  }

  static void table(Status.Report report, PrintWriter out) {
    int width =
        report.entries().stream().mapToInt(line -> line.entry().id().length()).max().orElse(5);
    String format = "%-" + Math.max(5, width) + "s  %-5s  %-40s  %5s  %s%n";
    out.printf(format, "entry", "kind", "commit", "files", "how it went");
    for (Status.Line line : report.entries()) {
      out.printf(
          format,
          line.entry().id(),
          line.entry().kind(),
          line.commit().map(ObjectId::name).orElse("-"),
          line.commit().isPresent() ? line.files() : "-",
          how(line));
    }
    String branch = report.branch().orElse("no branch yet on " + report.base());
    out.printf(
        "%n%s%s  %s%n",
        branch,
        report.partial() ? " (PARTIAL: entries are left out)" : "",
        report.tip().map(ObjectId::name).orElse(""));
    out.printf("in %s%n", report.repository());
    if (report.tip().isPresent() && !report.upToDate()) {
      out.println("The branch is not what the series makes now.");
    }
    out.flush();
  }

  private static String how(Status.Line line) {
    List<Resolution> resolutions = line.resolutions();
    if (!line.note().isEmpty()) {
      return line.state() + ": " + line.note();
    }
    if (resolutions.isEmpty()) {
      return line.state();
    }
    return line.state()
        + " ("
        + resolutions.size()
        + (resolutions.size() == 1 ? " conflict, as recorded)" : " conflicts, as recorded)");
  }
}
