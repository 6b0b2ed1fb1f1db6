package io.druidpatch.modules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Maven wrote of static checks.
 *
 * @param file the whole output
 * @param succeeded whether Maven said so
 * @param findings the lines in which the checks say what they found, in order
 * @param lines all lines
 */
public record CheckLog(Path file, boolean succeeded, List<String> findings, List<String> lines) {
  /** How each plugin writes a finding. */
  private static final Pattern FINDING =
      Pattern.compile("\\[(?:ERROR|WARN|WARNING)] +(.+)|\\[INFO] (PMD Failure: .+)");

  /** What Maven warns of while it downloads, which no check has found. */
  private static final Pattern DOWNLOAD =
      Pattern.compile("Could not (?:transfer|validate integrity) .*|.*failed to transfer from .*");

  /** Where Maven has begun to sum up: what it says from here on was said before. */
  private static final Pattern SUMMARY =
      Pattern.compile("\\[INFO] (?:Reactor Summary.*|BUILD (?:FAILURE|SUCCESS))");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /**
   * Reads it.
   *
   * @param tree the folder that was checked, which no finding is to name
   */
  public static CheckLog read(Path file, Path tree, boolean succeeded) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Set<String> findings = new LinkedHashSet<>();
    for (String line : lines) {
      if (SUMMARY.matcher(line).matches()) {
        break;
      }
      Matcher finding = FINDING.matcher(line);
      if (finding.matches()) {
        String text = Optional.ofNullable(finding.group(1)).orElseGet(() -> finding.group(2));
        if (!DOWNLOAD.matcher(text).matches()) {
          findings.add(text.replace(tree + "/", "").strip());
        }
      }
    }
    return new CheckLog(
        file, succeeded, succeeded ? List.of() : List.copyOf(findings), List.copyOf(lines));
  }

  /** The artifact ids of the modules that a check ran on. */
  public Set<String> ran(StaticCheck check) {
    Set<String> modules = new TreeSet<>();
    for (String line : lines) {
      Matcher begins = check.begins().matcher(line);
      if (begins.find()) {
        modules.add(begins.group(1));
      }
    }
    return modules;
  }

  /** The findings that another tree's log does not have, whatever the numbers of their lines. */
  public List<String> findingsNotIn(CheckLog other) {
    List<String> known =
        new ArrayList<>(other.findings.stream().map(CheckLog::unnumbered).toList());
    return findings.stream().filter(finding -> !known.remove(unnumbered(finding))).toList();
  }

  private static String unnumbered(String finding) {
    return NUMBER.matcher(finding).replaceAll("N");
  }
}
