package io.druidpatch.verification.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests of a run that is to have patched classes in front of the released jars if the
 * series gives none, with the reason. Every test class has it (META-INF/services).
 */
public final class PatchedClasses implements ExecutionCondition {
  /** Set in such a run to the folder that {@code patched-sources} wrote. */
  private static final String FOLDER = "druid.patched";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String folder = System.getProperty(FOLDER);
    if (folder == null) {
      return ConditionEvaluationResult.enabled("the released jars as they are");
    }
    String note;
    try {
      note = String.join("; ", Files.readAllLines(Path.of(folder, "patched.txt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (Files.isDirectory(Path.of(folder, "classes"))) {
      return ConditionEvaluationResult.enabled(note);
    }
    String reason = "SKIPPED, only stock can be run in process: " + note;
    if (context.getTestMethod().isEmpty() && context.getTestClass().isPresent()) {
      System.out.println(context.getDisplayName() + ": " + reason);
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
