package io.druidpatch.series;

import io.druidpatch.git.TreePath;
import io.druidpatch.yaml.YamlFields;
import io.druidpatch.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads what of upstream's later history is of interest to a series: {@code topics}, {@code
 * reports}.
 */
final class InterestReader {
  private final YamlFile yaml;

  InterestReader(YamlFile yaml) {
    this.yaml = yaml;
  }

  /** Patterns for subjects; case does not count. */
  List<Pattern> subjects(List<Node> items) {
    List<Pattern> subjects = new ArrayList<>();
    for (Node item : items) {
      int line = YamlFile.lineOf(item);
      if (!(item instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
        throw yaml.wrong(line, "a word or a regular expression for a topic", "something else");
      }
      try {
        subjects.add(Pattern.compile(scalar.getValue(), Pattern.CASE_INSENSITIVE));
      } catch (PatternSyntaxException e) {
        throw yaml.wrong(line, "a regular expression", e.getDescription());
      }
    }
    return List.copyOf(subjects);
  }

  List<Reported> reports(List<Node> items) {
    List<Reported> reports = new ArrayList<>();
    for (Node item : items) {
      YamlFields fields = yaml.fields(item, "a report").only("what", "files", "subjects");
      String what = fields.text("what");
      List<String> files = new ArrayList<>();
      for (Node path : fields.optionalList("files")) {
        String name = yaml.text(path, "files");
        Optional<String> why = TreePath.refusal(name);
        if (why.isPresent()) {
          throw yaml.wrong(YamlFile.lineOf(path), "a path in the tree", name + ": " + why.get());
        }
        files.add(name);
      }
      List<Pattern> subjects = subjects(fields.optionalList("subjects"));
      if (files.isEmpty() && subjects.isEmpty()) {
        throw yaml.wrong(fields.start(), "`files` or `subjects` of a report", "neither");
      }
      reports.add(new Reported(what, List.copyOf(files), subjects));
    }
    return List.copyOf(reports);
  }
}
