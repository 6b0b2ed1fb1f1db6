package io.druidpatch.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.apply.EntryState;
import io.druidpatch.apply.PartialResult;
import io.druidpatch.apply.Status;
import io.druidpatch.patch.PartialBase;
import io.druidpatch.progress.Terminal;
import io.druidpatch.series.Resolution;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.eclipse.jgit.lib.ObjectId;
import picocli.CommandLine.Model.CommandSpec;

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
    root.put("source", report.source().orElse(null));
    ArrayNode entries = root.putArray("entries");
    for (Status.EntryStatus line : report.entries()) {
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
      ArrayNode leftOut = entry.putArray("leftOut");
      for (PartialBase.LeftOut file : line.leftOut()) {
        leftOut.addObject().put("path", file.path()).put("why", file.why());
      }
    }
    ArrayNode whole = root.putArray("toTheWhole");
    for (PartialResult.Step step : report.toTheWhole()) {
      whole.addObject().put("where", step.where()).put("command", step.command());
    }
    if (report.problem() != null) {
      root.put("problem", report.problem().getMessage());
    }
    out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    out.flush();
  }

  /** How wide the terminal is; empty if the output goes elsewhere. */
  static OptionalInt width(CommandSpec spec) {
    return Terminal.isThere()
        ? OptionalInt.of(spec.usageMessage().autoWidth(true).width())
        : OptionalInt.empty();
  }

  /**
   * Prints the table.
   *
   * @param width how many columns a line may have; where it fits into no fewer, ids are shortened
   *     as git does it, and the rest is wrapped
   */
  static void table(Status.Report report, PrintWriter out, OptionalInt width) {
    if (report.partial()) {
      out.println(inShort(report));
      out.println();
    }
    List<String> lines = wide(report);
    if (lines.stream().anyMatch(line -> line.length() > width.orElse(Integer.MAX_VALUE))) {
      lines = narrow(report, width.getAsInt());
    }
    lines.forEach(out::println);
    for (Status.EntryStatus line : report.entries()) {
      if (isInPart(line)) {
        out.printf("%n%s is there in part, without%n", line.entry().id());
        line.leftOut().forEach(file -> out.println("  " + file.path() + ": " + file.why()));
      }
    }
    String branch = report.branch().orElse("no branch yet on " + report.base());
    out.printf(
        "%n%s%s  %s%n",
        branch, report.partial() ? " (PARTIAL)" : "", report.tip().map(ObjectId::name).orElse(""));
    out.printf("in %s%n", report.repository());
    report.source().ifPresent(source -> out.printf("from %s%n", source));
    if (report.tip().isPresent() && !report.upToDate()) {
      out.println("The branch is not what the series makes now.");
    }
    if (report.partial()) {
      printPartial(report, out);
    }
    out.flush();
  }

  private static List<String> wide(Status.Report report) {
    int id = report.entries().stream().mapToInt(line -> line.entry().id().length()).max().orElse(5);
    String format = "%-" + Math.max(5, id) + "s  %-5s  %-40s  %5s  %s";
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(Locale.ROOT, format, "entry", "kind", "commit", "files", "how it went"));
    for (Status.EntryStatus line : report.entries()) {
      lines.add(
          String.format(
              format,
              line.entry().id(),
              line.entry().kind(),
              line.commit().map(ObjectId::name).orElse("-"),
              line.commit().isPresent() ? line.files() : "-",
              how(line)));
    }
    return lines;
  }

  /** The entry comes last, and how it went below it if that is more than a word. */
  private static List<String> narrow(Status.Report report, int width) {
    String format = "%-5s  %-10s  %5s  ";
    String indent = " ".repeat(String.format(Locale.ROOT, format, "", "", "").length());
    int room = Math.max(20, width - indent.length());
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, format, "kind", "commit", "files") + "entry: how it went");
    for (Status.EntryStatus line : report.entries()) {
      String start =
          String.format(
              format,
              line.entry().kind(),
              line.commit().map(commit -> commit.abbreviate(10).name()).orElse("-"),
              line.commit().isPresent() ? line.files() : "-");
      for (String part : wrapped(line.entry().id() + ": " + how(line), room)) {
        lines.add(start + part);
        start = indent;
      }
    }
    return lines;
  }

  /** Text in lines that are no longer than this, broken at spaces, or in a word that is longer. */
  private static List<String> wrapped(String text, int room) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > room) {
      int space = rest.lastIndexOf(' ', room);
      int end = space > 0 ? space : room;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private static String inShort(Status.Report report) {
    int inPart = report.in(ReportPrinter::isInPart).size();
    int leftOut = report.in(ReportPrinter::isLeftOut).size();
    int whole = report.in(ReportPrinter::isWhole).size();
    return "PARTIAL: without a git host, from the source jars on Maven Central. Of the series, "
        + whole
        + (whole == 1 ? " entry is" : " entries are")
        + " there as a whole, "
        + inPart
        + " in part, and "
        + leftOut
        + " left out.";
  }

  private static void printPartial(Status.Report report, PrintWriter out) {
    out.println();
    out.println(inShort(report));
    out.println("  as a whole: " + listed(report.in(ReportPrinter::isWhole)));
    out.println("  in part: " + listed(report.in(ReportPrinter::isInPart)));
    out.println("  left out: " + listed(report.in(ReportPrinter::isLeftOut)));
    out.println("  `build`, `image`, `bundle`, `release` and the others refuse it (exit code 9).");
    out.println("For the whole series:");
    for (PartialResult.Step step : report.toTheWhole()) {
      out.println("  " + step.where() + ":");
      out.println("    " + step.command());
    }
  }

  private static String listed(List<String> ids) {
    return ids.isEmpty() ? "none" : String.join(", ", ids);
  }

  private static boolean isWhole(Status.EntryStatus line) {
    return line.commit().isPresent() && !isInPart(line);
  }

  private static boolean isInPart(Status.EntryStatus line) {
    return line.state().equals(EntryState.IN_PART.word());
  }

  private static boolean isLeftOut(Status.EntryStatus line) {
    return line.state().equals(EntryState.LEFT_OUT.word());
  }

  private static String how(Status.EntryStatus line) {
    List<Resolution> resolutions = line.resolutions();
    String state = line.state().replace('-', ' ');
    if (!line.note().isEmpty()) {
      return state + ": " + line.note();
    }
    if (resolutions.isEmpty()) {
      return state;
    }
    return state
        + " ("
        + resolutions.size()
        + (resolutions.size() == 1 ? " conflict, as recorded)" : " conflicts, as recorded)");
  }
}
