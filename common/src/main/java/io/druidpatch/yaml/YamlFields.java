package io.druidpatch.yaml;

import io.druidpatch.failure.Failure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The keys and values of one mapping of a {@link YamlFile}. A key that is there twice is refused at
 * once, and a key that nobody asked for by {@link #end}. All methods throw a {@link Failure} with
 * the line where the file is not as asked.
 */
public final class YamlFields {
  private final YamlFile file;
  private final Node mapping;
  private final String what;
  private final Map<String, ScalarNode> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  YamlFields(YamlFile file, Node node, String what) {
    this.file = file;
    this.mapping = node;
    this.what = what;
    if (!(node instanceof MappingNode pairs)) {
      throw wrong(node, "a mapping for " + what, node.getNodeType().toString());
    }
    for (NodeTuple pair : pairs.getValue()) {
      if (!(pair.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(pair.getKeyNode(), "a plain key in " + what, "something else");
      }
      ScalarNode first = keys.putIfAbsent(key.getValue(), key);
      if (first != null) {
        throw wrong(
            key,
            "the key `" + key.getValue() + "` once in " + what,
            "it a second time; it is on line " + YamlFile.lineOf(first) + " already");
      }
      values.put(key.getValue(), pair.getValueNode());
    }
  }

  private Failure wrong(Node node, String expected, String found) {
    return file.wrong(YamlFile.lineOf(node), expected, found);
  }

  /** The line at which the mapping begins. */
  public int start() {
    return YamlFile.lineOf(mapping);
  }

  /** The line at which the value of a key that is there begins. */
  public int line(String key) {
    return YamlFile.lineOf(values.get(key));
  }

  public boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  public Node node(String key) {
    if (!has(key)) {
      throw wrong(mapping, "the key `" + key + "` in " + what, "no such key");
    }
    return values.get(key);
  }

  /** Text that is not blank. */
  public String text(String key) {
    return file.text(node(key), key);
  }

  /** Text that may be blank. */
  public String textOrEmpty(String key) {
    return file.textOrEmpty(node(key), key);
  }

  public Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  /** A finite number. */
  public double number(String key) {
    String text = text(key);
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the line.
    }
    throw wrong(values.get(key), "a number for `" + key + "`", text);
  }

  public List<Node> list(String key) {
    Node node = node(key);
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(node, "a list for `" + key + "`", node.getNodeType().toString());
    }
    return sequence.getValue();
  }

  public List<Node> filledList(String key) {
    List<Node> items = list(key);
    if (items.isEmpty()) {
      throw wrong(
          values.get(key), "at least one item in `" + key + "`", "a list with nothing in it");
    }
    return items;
  }

  public List<Node> optionalList(String key) {
    return has(key) ? list(key) : List.of();
  }

  /** The texts by the keys of the mapping that a key has; empty if the key is not there. */
  public Map<String, String> optionalTexts(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (has(key)) {
      YamlFields fields = file.fields(node(key), "`" + key + "`");
      fields.keys.keySet().forEach(name -> texts.put(name, fields.text(name)));
    }
    return texts;
  }

  /** The keys, in the file's order, with their nodes. */
  public Map<String, ScalarNode> keys() {
    return keys;
  }

  /** Refuses all keys but these, before one is missed: a misspelt key is one that is not there. */
  public YamlFields only(String... allowed) {
    known.addAll(List.of(allowed));
    end();
    return this;
  }

  /** Refuses keys that nobody asked for. */
  public void end() {
    for (ScalarNode key : keys.values()) {
      if (!known.contains(key.getValue())) {
        throw wrong(
            key,
            "one of the keys " + String.join(", ", known.stream().sorted().toList()),
            "the unknown key `" + key.getValue() + "` in " + what);
      }
    }
  }
}
