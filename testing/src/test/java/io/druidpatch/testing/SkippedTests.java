package io.druidpatch.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts the tests that were skipped, and says why at the end. The runs of one build, one or two a
 * module, add to one file, whose name the system property {@code tests.skipped} gives; so the last
 * of them says it for all.
 */
public final class SkippedTests implements TestExecutionListener {
  private final List<String> skipped = new ArrayList<>();
  private TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
  }

  @Override
  public void executionSkipped(TestIdentifier identifier, String reason) {
    // With a class its tests are skipped, and none of them is named.
    long tests =
        identifier.isTest()
            ? 1
            : plan.getDescendants(identifier).stream().filter(TestIdentifier::isTest).count();
    // The tests of a factory are not known before it has run.
    skipped.add(Math.max(1, tests) + "\t" + className(identifier) + "\t" + oneLine(reason));
  }

  @Override
  public void testPlanExecutionFinished(TestPlan testPlan) {
    String file = System.getProperty("tests.skipped");
    try {
      if (file != null) {
        Path all = Path.of(file);
        Files.createDirectories(all.getParent());
        Files.write(all, skipped, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        print(Files.readAllLines(all));
      } else {
        print(skipped);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    Map<String, List<String[]>> byReason =
        lines.stream()
            .map(line -> line.split("\t", 3))
            .collect(Collectors.groupingBy(row -> row[2], TreeMap::new, Collectors.toList()));
    System.out.println("Skipped so far in this build:");
    byReason.forEach(
        (reason, rows) ->
            System.out.printf(
                "  %d, %s (%s)%n",
                rows.stream().mapToLong(row -> Long.parseLong(row[0])).sum(),
                reason,
                String.join(
                    ", ",
                    rows.stream()
                        .map(row -> row[1])
                        .collect(Collectors.toCollection(TreeSet::new)))));
  }

  private static String className(TestIdentifier identifier) {
    Object source = identifier.getSource().orElse(null);
    String name =
        source instanceof MethodSource method
            ? method.getClassName()
            : source instanceof ClassSource type
                ? type.getClassName()
                : identifier.getDisplayName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("no reason was given").replace('\t', ' ');
  }
}
