package io.druidpatch.docs;

import static io.druidpatch.docs.Workflow.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowTest {
  @TempDir Path folder;

  @Test
  void theThreeVariantsHaveTheSameJobsWithTheSameLines() throws IOException {
    Map<String, List<String>> jobs = Workflow.gitHub().jobs();
    assertThat(jobs.keySet())
        .containsExactly(
            "apply", "build", "reproduce", "test-upstream", "verify", "upstream", "new-releases");
    assertThat(Workflow.gitLab().jobs()).isEqualTo(jobs);
    assertThat(Workflow.plain().jobs()).isEqualTo(jobs);
  }

  @Test
  void theyHaveTheSameVariablesForATeam() throws IOException {
    Map<String, String> variables = Workflow.gitHub().variables();
    Map<String, String> gitLab = new TreeMap<>(Workflow.gitLab().variables());
    // Where GitLab keeps a cache; no option of ours.
    assertThat(gitLab.remove("MAVEN_OPTS")).startsWith("-Dmaven.repo.local=$CI_PROJECT_DIR/");
    assertThat(gitLab).isEqualTo(variables);
    Map<String, String> plain = new TreeMap<>(Workflow.plain().variables());
    assertThat(plain.put("DRUIDPATCH_CLUSTER", "k3s")).isEqualTo("embedded");
    assertThat(plain).isEqualTo(variables);
    assertThat(variables).containsEntry("DRUIDPATCH_BUILD_OPTIONS", "");
  }

  @Test
  void theirLinesCallWhatThereIs() throws IOException {
    List<String> refusals = new ArrayList<>();
    Workflow.gitHub()
        .jobs()
        .forEach(
            (name, lines) -> {
              assertThat(lines).as(name).startsWith("./druidpatch --version");
              for (String line : lines.subList(1, lines.size())) {
                Optional<List<String>> arguments = ToolLine.arguments(line);
                if (arguments.isEmpty()) {
                  assertThat(line)
                      .as(name)
                      .matches("rm -rf dist/[a-z]+|ci/announce dist/[a-z-]+\\.md");
                }
                arguments.flatMap(ToolLine::refusal).ifPresent(refusals::add);
              }
            });
    assertThat(refusals).isEmpty();
  }

  @Test
  void gitHubsJobsAreBoundedAndPinned() throws IOException {
    Map<?, ?> file = Workflow.yaml("ci/github/druidpatch.yml");
    assertThat(map(file.get("permissions"))).isEqualTo(Map.of("contents", "read"));
    map(file.get("jobs"))
        .forEach(
            (name, job) -> {
              assertThat(map(job).get("timeout-minutes"))
                  .as("%s", name)
                  .isInstanceOf(Integer.class);
              assertThat(map(job).containsKey("permissions"))
                  .as("%s", name)
                  .isEqualTo(name.equals("new-releases"));
              for (Object step : (List<?>) map(job).get("steps")) {
                if (map(step).get("uses") instanceof String action) {
                  assertThat(action).matches("actions/[a-z-]+@v\\d+\\.\\d+\\.\\d+");
                } else {
                  // Text of an event must not become a part of a script.
                  assertThat(map(step).get("run").toString()).doesNotContain("${{");
                }
              }
            });
  }

  @Test
  void gitLabsJobsAreBounded() throws IOException {
    Map<?, ?> file = Workflow.yaml("ci/gitlab/.gitlab-ci.yml");
    for (String job : Workflow.gitLab().jobs().keySet()) {
      assertThat(map(file.get(job)).get("timeout")).as(job).isNotNull();
    }
  }

  /** What one job hands over is what the next one looks for, under the same name. */
  @Test
  void theDistributionIsHandedOn() throws IOException {
    Map<?, ?> jobs = map(Workflow.yaml("ci/github/druidpatch.yml").get("jobs"));
    Object up = artifact(map(jobs.get("build")), "actions/upload-artifact");
    assertThat(artifact(map(jobs.get("reproduce")), "actions/download-artifact"))
        .isEqualTo(up)
        .isEqualTo("distribution in dist/first/");
    assertThat(artifact(map(jobs.get("verify")), "actions/download-artifact")).isEqualTo(up);
    Map<?, ?> gitLab = Workflow.yaml("ci/gitlab/.gitlab-ci.yml");
    assertThat(map(map(gitLab.get("build")).get("artifacts")).get("paths"))
        .isEqualTo(List.of("dist/first/"));
    for (String job : List.of("reproduce", "verify")) {
      assertThat(map(gitLab.get(job)).get("needs")).isEqualTo(List.of("build"));
    }
  }

  @Test
  void aJobThatIsNotThereIsRefusedWithThoseThereAre() throws Exception {
    Path log = Files.createFile(folder.resolve("log"));
    int code = new Clone(Clone.HOME).bash("ci/plain/run nope", Map.of(), log);
    assertThat(code).isEqualTo(2);
    assertThat(Files.readString(log))
        .contains(
            "JOB: "
                + String.join(", ", Workflow.plain().jobs().keySet()).replace(", new", ", or new"));
  }

  /** With a `gh` and a `curl` that write down what they are asked, and what issue is open. */
  @Test
  void thePageOfNewReleasesIsOneIssue() throws Exception {
    Path page = Files.writeString(folder.resolve("page.md"), "| entry | v2 |\n");
    assertThat(announced(page, "GITHUB_ACTIONS", ""))
        .contains("gh issue create --title The series on new releases --body-file " + page);
    assertThat(announced(page, "GITHUB_ACTIONS", "7"))
        .contains("gh issue edit 7 --body-file " + page)
        .doesNotContain("create");
    assertThat(announced(page, "GITLAB_CI", "[]"))
        .contains("title=The series on new releases", "description@" + page)
        .doesNotContain("PUT")
        // Whoever lists processes sees no token.
        .doesNotContain("secret");
    assertThat(announced(page, "GITLAB_CI", "[{\"id\":1,\"iid\":7}]"))
        .contains("--request PUT", "https://lab.example/projects/3/issues/7");
    assertThat(announced(page, "NONE", "")).doesNotContain("gh ").doesNotContain("curl ");
    Files.writeString(page, "The upstream has no release's tag.\n");
    assertThat(announced(page, "GITHUB_ACTIONS", "")).doesNotContain("gh ");
  }

  private String announced(Path page, String forge, String open) throws Exception {
    Path programs = Files.createDirectories(folder.resolve("bin"));
    for (String name : List.of("gh", "curl")) {
      Path program = programs.resolve(name);
      Files.writeString(
          program,
          "#!/bin/sh\necho \"%1$s $*\" >&2\ncase \"$*\" in *list* | *--get*) echo '%2$s' ;; esac\n"
              .formatted(name, open));
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    Path log = Files.createTempFile(folder, "announce", ".log");
    Map<String, String> environment = new TreeMap<>();
    for (String known : List.of("GITHUB_ACTIONS", "GITLAB_CI")) {
      environment.put(known, known.equals(forge) ? "true" : "");
    }
    environment.put("DRUIDPATCH_ISSUES_TOKEN", "secret");
    environment.put("CI_API_V4_URL", "https://lab.example");
    environment.put("CI_PROJECT_ID", "3");
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    assertThat(new Clone(Clone.HOME).bash("ci/announce " + page, environment, log))
        .as(Files.readString(log))
        .isZero();
    return Files.readString(log);
  }

  private static String artifact(Map<?, ?> job, String action) {
    for (Object step : (List<?>) job.get("steps")) {
      if (map(step).get("uses") instanceof String uses
          && uses.startsWith(action)
          && map(map(step).get("with")).get("path") instanceof String path) {
        return map(map(step).get("with")).get("name") + " in " + path;
      }
    }
    throw new AssertionError("no " + action);
  }
}
