package io.druidpatch.verification.threshold;

import io.druidpatch.verification.threshold.Threshold.Bound;
import io.druidpatch.verification.threshold.Threshold.Comparison;
import io.druidpatch.verification.threshold.Threshold.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads thresholds.yaml node by node, so that every mistake has its line. */
final class ThresholdsReader {
  /** As {@code --cluster} has them. */
  private static final List<String> CLUSTERS =
      List.of("kubeconfig", "k3s", "embedded", "in-process");

  private final Path file;

  ThresholdsReader(Path file) {
    this.file = file;
  }

  Thresholds read() throws IOException {
    Fields top = new Fields(root(Files.readString(file)), "the file");
    List<Threshold> thresholds = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (Node item : top.list("thresholds")) {
      Fields fields = new Fields(item, "a threshold");
      thresholds.add(threshold(fields));
      String name = fields.text("name");
      Integer first = names.putIfAbsent(name, fields.line("name"));
      if (first != null) {
        throw wrong(fields.line("name"), "the name `" + name + "` is on line " + first + " too");
      }
    }
    top.end();
    if (thresholds.isEmpty()) {
      throw wrong(top.line("thresholds"), "there is no threshold");
    }
    return new Thresholds(thresholds);
  }

  private Node root(String text) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file.toString()).build())
          .composeString(text)
          .orElseThrow(() -> wrong(1, "the file is empty"));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      throw wrong(line, "not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw wrong(1, "not YAML: " + e.getMessage());
    }
  }

  private Threshold threshold(Fields fields) {
    String name = fields.text("name");
    Selector selector =
        new Selector(fields.text("scenario"), fields.text("measurement"), fields.labels("labels"));
    Statistic statistic = statistic(fields);
    Optional<Reference> reference = reference(fields, selector);
    Bound bound = null;
    double limit = 0;
    for (Bound candidate : Bound.values()) {
      String key = candidate.key();
      if (!fields.has(key)) {
        continue;
      }
      if (bound != null) {
        throw wrong(fields.line(key), "one of at-most, at-least and equals, not two");
      }
      bound = candidate;
      limit = fields.number(key);
    }
    if (bound == null) {
      throw wrong(fields.start(), "at-most, at-least or equals is missing");
    }
    Set<String> clusters = clusters(fields);
    boolean ifMeasured = ifMeasured(fields);
    fields.end();
    return new Threshold(name, selector, statistic, reference, bound, limit, clusters, ifMeasured);
  }

  private boolean ifMeasured(Fields fields) {
    if (!fields.has("if-measured")) {
      return false;
    }
    String value = fields.text("if-measured");
    if (!value.equals("true")) {
      throw wrong(fields.line("if-measured"), "`if-measured` is true or left out");
    }
    return true;
  }

  private Set<String> clusters(Fields fields) {
    Set<String> clusters = new HashSet<>();
    if (fields.has("clusters")) {
      for (Node item : fields.list("clusters")) {
        String cluster = item instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!CLUSTERS.contains(cluster)) {
          throw wrong(lineOf(item), "`" + cluster + "` is none of " + String.join(", ", CLUSTERS));
        }
        clusters.add(cluster);
      }
      if (clusters.isEmpty()) {
        throw wrong(fields.line("clusters"), "`clusters` names none");
      }
    }
    return clusters;
  }

  private Statistic statistic(Fields fields) {
    String key = fields.text("statistic");
    return Stream.of(Statistic.values())
        .filter(statistic -> statistic.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    fields.line("statistic"),
                    "`"
                        + key
                        + "` is none of "
                        + String.join(
                            ", ", Stream.of(Statistic.values()).map(Statistic::key).toList())));
  }

  private Optional<Reference> reference(Fields fields, Selector own) {
    Optional<String> subject =
        fields.has("over-subject") ? Optional.of(fields.text("over-subject")) : Optional.empty();
    if (fields.has("over") && fields.has("above")) {
      throw wrong(fields.line("above"), "over or above, not both");
    }
    if (fields.has("over")) {
      return Optional.of(
          new Reference(Comparison.OVER, selector(fields.node("over"), own), subject));
    }
    if (fields.has("above")) {
      return Optional.of(
          new Reference(Comparison.ABOVE, selector(fields.node("above"), own), subject));
    }
    if (subject.isPresent()) {
      throw wrong(fields.line("over-subject"), "over-subject goes with over or above");
    }
    return Optional.empty();
  }

  /** A reference's scenario and measurement are the threshold's own unless it names others. */
  private Selector selector(Node node, Selector own) {
    Fields fields = new Fields(node, "a reference");
    Selector selector =
        new Selector(
            fields.has("scenario") ? fields.text("scenario") : own.scenario(),
            fields.has("measurement") ? fields.text("measurement") : own.measurement(),
            fields.labels("labels"));
    fields.end();
    return selector;
  }

  private MalformedThresholdsException wrong(int line, String what) {
    return new MalformedThresholdsException(file + ":" + line + ": " + what);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** The keys of one mapping; each must have been asked for by the time of {@link #end}. */
  private final class Fields {
    private final Node node;
    private final String what;
    private final Map<String, ScalarNode> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new HashMap<>();
    private final Set<String> known = new HashSet<>();

    Fields(Node node, String what) {
      this.node = node;
      this.what = what;
      if (!(node instanceof MappingNode mapping)) {
        throw wrong(lineOf(node), what + " has to be a mapping");
      }
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw wrong(lineOf(tuple.getKeyNode()), "a key that is not plain text");
        }
        if (keys.putIfAbsent(key.getValue(), key) != null) {
          throw wrong(lineOf(key), "the key `" + key.getValue() + "` a second time");
        }
        values.put(key.getValue(), tuple.getValueNode());
      }
    }

    int start() {
      return lineOf(node);
    }

    int line(String key) {
      return lineOf(keys.get(key));
    }

    boolean has(String key) {
      known.add(key);
      return values.containsKey(key);
    }

    Node node(String key) {
      if (!has(key)) {
        throw wrong(start(), what + " needs the key `" + key + "`");
      }
      return values.get(key);
    }

    String text(String key) {
      return scalar(node(key), key);
    }

    double number(String key) {
      String text = text(key);
      try {
        double number = Double.parseDouble(text);
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below, with the line.
      }
      throw wrong(line(key), "`" + key + "` has to be a number, not `" + text + "`");
    }

    List<Node> list(String key) {
      if (!(node(key) instanceof SequenceNode sequence)) {
        throw wrong(line(key), "`" + key + "` has to be a list");
      }
      return sequence.getValue();
    }

    Map<String, String> labels(String key) {
      Map<String, String> labels = new HashMap<>();
      if (has(key)) {
        Fields fields = new Fields(node(key), "`" + key + "`");
        fields.values.forEach((name, value) -> labels.put(name, scalar(value, name)));
      }
      return labels;
    }

    /** Refuses keys that nobody asked for. */
    void end() {
      for (ScalarNode key : keys.values()) {
        if (!known.contains(key.getValue())) {
          throw wrong(
              lineOf(key),
              "unknown key `"
                  + key.getValue()
                  + "` in "
                  + what
                  + "; known are "
                  + String.join(", ", known.stream().sorted().toList()));
        }
      }
    }

    private String scalar(Node value, String key) {
      if (!(value instanceof ScalarNode scalar)
          || scalar.getTag().equals(Tag.NULL)
          || scalar.getValue().isBlank()) {
        throw wrong(lineOf(value), "`" + key + "` needs text");
      }
      return scalar.getValue();
    }
  }
}
