package io.druidpatch.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckLogTest {
  @TempDir private Path folder;

  /** As Maven 3.8 names a plugin, and as 3.9 does. */
  @ParameterizedTest
  @CsvSource({
    "CHECKSTYLE, maven-checkstyle-plugin:3.0.0:check (validate)",
    "CHECKSTYLE, checkstyle:3.0.0:check (validate)",
    "PMD, maven-pmd-plugin:3.16.0:check (validate)",
    "FORBIDDEN_APIS, forbiddenapis:3.2:testCheck (testCompile)",
    "ANIMAL_SNIFFER, animal-sniffer-maven-plugin:1.23:check (check-java-api)",
    "ANIMAL_SNIFFER, animal-sniffer:1.23:check (check-java-api)",
    "DEPENDENCIES, maven-dependency-plugin:3.1.1:analyze-only (default-cli)",
    "SPOTBUGS, spotbugs-maven-plugin:4.2.0:check (default-cli)",
    "STRICT_COMPILATION, maven-compiler-plugin:3.11.0:testCompile (default-testCompile)"
  })
  void theModulesThatACheckRanOnAreTold(StaticCheck check, String begins) throws IOException {
    CheckLog log =
        log(
            true,
            "[INFO] --- " + begins + " @ druid-services ---",
            "[INFO] --- maven-other-plugin:1:check (validate) @ druid-sql ---");
    for (StaticCheck each : StaticCheck.values()) {
      if (each == check) {
        assertThat(log.ran(each)).containsExactly("druid-services");
      } else {
        assertThat(log.ran(each)).as(each.word()).isEmpty();
      }
    }
  }

  @Test
  void whatTheChecksFoundIsTakenOnceAndWithoutTheTreesFolder() throws IOException {
    CheckLog log =
        log(
            false,
            "[INFO] --- maven-checkstyle-plugin:3.0.0:check (validate) @ druid-services ---",
            "[ERROR] " + folder + "/services/src/main/java/A.java:[3] (imports) Unused import.",
            "[INFO] PMD Failure: A:9 Rule:UnnecessaryImport Priority:3.",
            "[WARNING] Could not transfer metadata junit:junit-dep/maven-metadata.xml from/to x",
            "[WARNING] junit:junit-dep/maven-metadata.xmlfailed to transfer from https://a during a"
                + " previous attempt.",
            "[WARNING]    org.eclipse.jetty:jetty-io:jar:9.4.54:compile",
            "[INFO] Reactor Summary for druid 30.0.0:",
            "[ERROR] Failed to execute goal");
    assertThat(log.findings())
        .containsExactly(
            "services/src/main/java/A.java:[3] (imports) Unused import.",
            "PMD Failure: A:9 Rule:UnnecessaryImport Priority:3.",
            "org.eclipse.jetty:jetty-io:jar:9.4.54:compile");
  }

  @Test
  void aFindingOfTheBaseIsTheSameInAnotherLine() throws IOException {
    CheckLog base = log(false, "[ERROR] A.java:[3] Unused import.");
    CheckLog patched =
        log(
            false,
            "[ERROR] A.java:[7] Unused import.",
            "[ERROR] A.java:[8] Unused import.",
            "[ERROR] B.java:[3] Unused import.");
    assertThat(patched.findingsNotIn(base))
        .containsExactly("A.java:[8] Unused import.", "B.java:[3] Unused import.");
  }

  @Test
  void whatSucceededFoundNothing() throws IOException {
    assertThat(log(true, "[WARNING] could not transfer metadata").findings()).isEmpty();
  }

  private CheckLog log(boolean succeeded, String... lines) throws IOException {
    Path file = folder.resolve("log");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return CheckLog.read(file, folder, succeeded);
  }
}
