package io.druidpatch.yaml;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML file that is read node by node; each mistake in it is reported with its line. */
public final class YamlFile {
  private final Path file;
  private final ExitCode malformed;
  private final String problem;

  /**
   * A file to read.
   *
   * @param malformed the class of the failures that report a mistake in it
   * @param problem what those failures say, such as {@code the series is malformed}
   */
  public YamlFile(Path file, ExitCode malformed, String problem) {
    this.file = file;
    this.malformed = malformed;
    this.problem = problem;
  }

  /**
   * The root node of the file's text.
   *
   * @throws Failure if the text is empty or is not YAML
   */
  public Node root(String text) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file.toString()).build())
          .composeString(text)
          .orElseThrow(() -> wrong(1, "a mapping", "an empty document"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      throw wrong(line, "YAML", e.getProblem());
    } catch (YamlEngineException e) {
      throw wrong(1, "YAML", e.getMessage());
    }
  }

  /**
   * The fields of a mapping.
   *
   * @param what what the mapping describes, for messages
   * @throws Failure if the node is not a mapping, or has a key twice
   */
  public YamlFields fields(Node node, String what) {
    return new YamlFields(this, node, what);
  }

  /**
   * The text of a node.
   *
   * @param key the key that it belongs to, for messages
   * @throws Failure if the node is not text, or is blank
   */
  public String text(Node node, String key) {
    String text = textOrEmpty(node, key);
    if (text.isBlank()) {
      throw wrong(lineOf(node), "text for `" + key + "`", "nothing");
    }
    return text;
  }

  String textOrEmpty(Node node, String key) {
    if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      throw wrong(lineOf(node), "text for `" + key + "`", "something else or nothing");
    }
    return scalar.getValue();
  }

  /** The line of the file at which a node begins, from 1. */
  public static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** The failure that reports a mistake at a line of the file. */
  public Failure wrong(int line, String expected, String found) {
    return Failure.of(malformed, file + ":" + line)
        .says(problem)
        .expected(expected)
        .found(found)
        .build();
  }
}
