package io.druidpatch.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A CI's jobs, as its file in {@code ci/} says them.
 *
 * @param variables what the jobs' lines get, with the defaults that hold where a team sets nothing
 * @param jobs each job's lines, in the order of the file
 */
record Workflow(Map<String, String> variables, Map<String, List<String>> jobs) {
  /** {@code ${{ vars.NAME }}} or {@code ${{ vars.NAME || 'default' }}}. */
  private static final Pattern GITHUB_VARIABLE =
      Pattern.compile("\\$\\{\\{ vars\\.(\\w+)(?: \\|\\| '([^']*)')? }}");

  private static final Pattern EXPORT =
      Pattern.compile("export (\\w+)=\\$\\{\\1:?-(.*)}", Pattern.MULTILINE);
  private static final Pattern ARM =
      Pattern.compile("^  ([a-z-]+)\\)\n(.*?)^    ;;$", Pattern.MULTILINE | Pattern.DOTALL);

  /** Top-level keys of GitLab's file that are no jobs. */
  private static final Set<String> GITLAB_KEYWORDS =
      Set.of("variables", "workflow", "stages", "default");

  static Map<?, ?> yaml(String file) throws IOException {
    return (Map<?, ?>)
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(Clone.HOME.resolve(file)));
  }

  static Workflow gitHub() throws IOException {
    Map<?, ?> file = yaml("ci/github/druidpatch.yml");
    Map<String, String> variables = new TreeMap<>();
    map(file.get("env"))
        .forEach(
            (name, value) -> {
              Matcher matcher = GITHUB_VARIABLE.matcher(value.toString());
              if (!matcher.matches() || !matcher.group(1).equals(name)) {
                throw new IllegalStateException(name + " is no variable of the team: " + value);
              }
              variables.put(name.toString(), Optional.ofNullable(matcher.group(2)).orElse(""));
            });
    Map<String, List<String>> jobs = new LinkedHashMap<>();
    map(file.get("jobs"))
        .forEach(
            (name, job) -> {
              List<String> lines = new ArrayList<>();
              for (Object step : (List<?>) map(job).get("steps")) {
                if (map(step).get("run") instanceof String run) {
                  lines.addAll(run.lines().toList());
                }
              }
              jobs.put(name.toString(), lines);
            });
    return new Workflow(variables, jobs);
  }

  static Workflow gitLab() throws IOException {
    Map<?, ?> file = yaml("ci/gitlab/.gitlab-ci.yml");
    Map<String, String> variables = new TreeMap<>();
    map(file.get("variables"))
        .forEach((name, value) -> variables.put(name.toString(), value.toString()));
    Map<String, List<String>> jobs = new LinkedHashMap<>();
    file.forEach(
        (name, job) -> {
          if (!GITLAB_KEYWORDS.contains(name) && !name.toString().startsWith(".")) {
            List<String> lines = new ArrayList<>();
            lines.addAll(strings(map(file.get("default")).get("before_script")));
            lines.addAll(strings(map(job).get("script")));
            jobs.put(name.toString(), lines);
          }
        });
    return new Workflow(variables, jobs);
  }

  /** The script for machines without a CI's own files. */
  static Workflow plain() throws IOException {
    String text = Files.readString(Clone.HOME.resolve("ci/plain/run"));
    Map<String, String> variables = new TreeMap<>();
    for (Matcher matcher = EXPORT.matcher(text); matcher.find(); ) {
      variables.put(matcher.group(1), matcher.group(2));
    }
    int start = text.indexOf("esac\n") + "esac\n".length();
    int arms = text.indexOf("case ", start);
    List<String> first = text.substring(start, arms).strip().lines().toList();
    Map<String, List<String>> jobs = new LinkedHashMap<>();
    for (Matcher matcher = ARM.matcher(text); matcher.find(); ) {
      if (matcher.start() > arms) {
        List<String> lines = new ArrayList<>(first);
        matcher.group(2).lines().map(String::strip).forEach(lines::add);
        jobs.put(matcher.group(1), lines);
      }
    }
    return new Workflow(variables, jobs);
  }

  static Map<?, ?> map(Object node) {
    return (Map<?, ?>) node;
  }

  private static List<String> strings(Object node) {
    return ((List<?>) node).stream().map(Object::toString).toList();
  }
}
