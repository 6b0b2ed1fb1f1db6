package io.druidpatch.series;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys and values of one YAML mapping, each with its line. A key that is there twice is refused
 * at once, and an unknown one by {@link #end}. jackson-dataformat-yaml is not used for this: its
 * tree has no lines, and of a key that is there twice it keeps the last.
 */
final class YamlFields {
  private static final Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}");

  private final Path file;
  private final MappingNode mapping;
  private final String what;
  private final Map<String, ScalarNode> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  private YamlFields(Path file, MappingNode mapping, String what) {
    this.file = file;
    this.mapping = mapping;
    this.what = what;
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw wrong(file, lineOf(tuple.getKeyNode()), "a plain key in " + what, "something else");
      }
      ScalarNode first = keys.putIfAbsent(key.getValue(), key);
      if (first != null) {
        throw wrong(
            file,
            lineOf(key),
            "the key `" + key.getValue() + "` once in " + what,
            "it a second time; it is on line " + lineOf(first) + " already");
      }
      values.put(key.getValue(), tuple.getValueNode());
    }
  }

  int start() {
    return lineOf(mapping);
  }

  int line(String key) {
    return lineOf(values.get(key));
  }

  boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  Node node(String key) {
    if (!has(key)) {
      throw wrong(file, start(), "the key `" + key + "` in " + what, "no such key");
    }
    return values.get(key);
  }

  String text(String key) {
    return text(file, node(key), key);
  }

  Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  ObjectId commit(String key) {
    String id = text(key);
    if (!FULL_ID.matcher(id).matches()) {
      throw wrong(file, line(key), "a full commit id of 40 small hex digits", id);
    }
    return ObjectId.fromString(id);
  }

  List<Node> list(String key) {
    Node node = node(key);
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong(file, lineOf(node), "a list for `" + key + "`", node.getNodeType().toString());
    }
    return sequence.getValue();
  }

  List<Node> filledList(String key) {
    List<Node> items = list(key);
    if (items.isEmpty()) {
      throw wrong(
          file, line(key), "at least one item in `" + key + "`", "a list with nothing in it");
    }
    return items;
  }

  List<Node> optionalList(String key) {
    return has(key) ? list(key) : List.of();
  }

  /** Refuses keys that nobody asked for. */
  void end() {
    for (ScalarNode key : keys.values()) {
      if (!known.contains(key.getValue())) {
        throw wrong(
            file,
            lineOf(key),
            "one of the keys " + String.join(", ", known.stream().sorted().toList()),
            "the unknown key `" + key.getValue() + "` in " + what);
      }
    }
  }

  /** The keys, in the file's order, with their nodes. */
  Map<String, ScalarNode> keys() {
    return keys;
  }

  /**
   * The fields of a node.
   *
   * @param what what the mapping describes, for messages
   * @throws Failure with {@link ExitCode#SERIES} if the node is no mapping
   */
  static YamlFields of(Path file, Node node, String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong(file, lineOf(node), "a mapping for " + what, node.getNodeType().toString());
    }
    return new YamlFields(file, mapping, what);
  }

  /** The text of a node; only the key {@code lines} may have an empty one. */
  static String text(Path file, Node node, String key) {
    if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
      throw wrong(file, lineOf(node), "text for `" + key + "`", "something else or nothing");
    }
    if (scalar.getValue().isBlank() && !key.equals("lines")) {
      throw wrong(file, lineOf(node), "text for `" + key + "`", "nothing");
    }
    return scalar.getValue();
  }

  /** The line of the file at which a node begins, from 1. */
  static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** The failure of a series that is malformed at a line. */
  static Failure wrong(Path file, int line, String expected, String found) {
    return Failure.of(ExitCode.SERIES, file + ":" + line)
        .says("the series is malformed")
        .expected(expected)
        .found(found)
        .build();
  }
}
