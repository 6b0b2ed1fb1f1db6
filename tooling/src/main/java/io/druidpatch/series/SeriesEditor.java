package io.druidpatch.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Changes a series.yaml as text, so that comments, order and wording stay as people wrote them.
 * Every function takes the text of a series that {@link SeriesReader} has accepted, and returns the
 * new text.
 */
public final class SeriesEditor {
  private SeriesEditor() {}

  /** Adds a resolution behind those that the pick has. */
  public static String addResolution(String text, String pickId, Resolution resolution) {
    List<String> item = new ArrayList<>();
    item.add("path: " + YamlText.scalar(resolution.path()));
    item.add("hunk: " + resolution.hunk());
    if (!resolution.bases().isEmpty()) {
      item.add(
          resolution.bases().stream()
              .map(YamlText::scalar)
              .collect(Collectors.joining(", ", "bases: [", "]")));
    }
    if (resolution.choice() instanceof Resolution.Take take) {
      item.add("take: " + take.word());
    } else if (resolution.choice() instanceof Resolution.Lines replacement) {
      item.addAll(YamlText.block("lines", replacement.text()));
    }
    item.add("reason: " + YamlText.scalar(resolution.reason()));
    return append(text, entryNode(text, pickId), "resolutions", item);
  }

  /** Adds a base behind those that the series is kept for. */
  public static String addBase(String text, String tag, ObjectId commit) {
    List<String> item =
        List.of("tag: " + YamlText.scalar(tag), "commit: " + commit.name(), "central: []");
    return append(text, (MappingNode) root(text), "bases", item);
  }

  /** Leaves an entry out on a base. */
  public static String addNotOn(String text, String id, String tag, String reason) {
    return addForBase(text, id, "not-on", tag, reason);
  }

  /** Has an entry again on a base that {@code not-on} names. */
  public static String removeNotOn(String text, String id, String tag) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    NodeTuple notOn = tuple(entryNode(text, id), "not-on");
    MappingNode bases = (MappingNode) notOn.getValueNode();
    NodeTuple base = tuple(bases, tag);
    List<NodeTuple> others = new ArrayList<>(bases.getValue());
    others.remove(base);
    boolean block = bases.getFlowStyle() == FlowStyle.BLOCK && !others.isEmpty();
    NodeTuple removed = block ? base : notOn;
    int from = removed.getKeyNode().getStartMark().orElseThrow().getLine();
    lines.subList(from, endOfScalar(lines, removed)).clear();
    String left = String.join("\n", lines) + "\n";
    if (!block) {
      for (NodeTuple other : others) {
        left = addNotOn(left, id, scalar(other.getKeyNode()), scalar(other.getValueNode()));
      }
    }
    return left;
  }

  /** Has an entry on a base, and on no other one that is not named likewise. */
  public static String addOnlyOn(String text, String id, String tag, String reason) {
    return addForBase(text, id, "only-on", tag, reason);
  }

  /** Has another file stand for a local patch on a base. */
  public static String addVariant(String text, String id, String tag, String file) {
    return addForBase(text, id, "variants", tag, file);
  }

  private static String addForBase(String text, String id, String key, String tag, String value) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    MappingNode entry = entryNode(text, id);
    String in = " ".repeat(entry.getStartMark().orElseThrow().getColumn());
    Node bases = value(entry, key);
    String item = YamlText.scalar(tag) + ": " + YamlText.scalar(value);
    if (bases instanceof MappingNode flow && flow.getFlowStyle() == FlowStyle.FLOW) {
      var end = flow.getEndMark().orElseThrow();
      String line = lines.get(end.getLine());
      String before = line.substring(0, end.getColumn() - 1);
      String comma = flow.getValue().isEmpty() ? "" : ", ";
      lines.set(end.getLine(), before + comma + item + line.substring(end.getColumn() - 1));
      return String.join("\n", lines) + "\n";
    }
    List<String> added = new ArrayList<>();
    if (bases == null) {
      added.add(in + key + ":");
    }
    added.add(in + "  " + item);
    lines.addAll(endOf(lines, bases == null ? entry : bases), added);
    return String.join("\n", lines) + "\n";
  }

  /** Adds a vulnerability behind those that an entry fixes. */
  public static String addCve(String text, String id, String cve) {
    return append(text, entryNode(text, id), "cves", List.of(cve));
  }

  /** Adds a commit behind those that were considered. */
  public static String addConsidered(String text, Considered one) {
    List<String> item =
        List.of("commit: " + one.commit().name(), "reason: " + YamlText.scalar(one.reason()));
    return append(text, (MappingNode) root(text), "considered", item);
  }

  /** Takes the decision on a commit out, if there is one: the series is to have it. */
  public static String removeConsidered(String text, ObjectId commit) {
    if (!(value((MappingNode) root(text), "considered") instanceof SequenceNode list)) {
      return text;
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (Node node : list.getValue()) {
      MappingNode one = (MappingNode) node;
      if (scalar(value(one, "commit")).equals(commit.name())) {
        int from = one.getStartMark().orElseThrow().getLine();
        NodeTuple last = one.getValue().get(one.getValue().size() - 1);
        lines.subList(from, endOfScalar(lines, last)).clear();
        if (list.getValue().size() == 1) {
          lines.replaceAll(line -> line.startsWith("considered:") ? "considered: []" : line);
        }
      }
    }
    return String.join("\n", lines) + "\n";
  }

  /** Adds an item to a mapping's list, which is made if it is not there. */
  private static String append(String text, MappingNode mapping, String key, List<String> item) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    Node list = value(mapping, key);
    // Keys stand at this column; a list under one of them, two further in.
    int column = mapping.getValue().get(0).getKeyNode().getStartMark().orElseThrow().getColumn();
    int at = endOf(lines, list == null ? mapping : list);
    List<String> added = new ArrayList<>();
    if (list == null) {
      added.add(" ".repeat(column) + key + ":");
    }
    boolean empty =
        list instanceof SequenceNode sequence
            && sequence.getValue().isEmpty()
            && lines.get(at - 1).strip().endsWith("[]");
    if (empty) {
      lines.set(at - 1, " ".repeat(column) + key + ":");
    }
    int dash = column + 2;
    if (list instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      Node first = sequence.getValue().get(0);
      dash = first.getStartMark().orElseThrow().getColumn() - 2;
    }
    String in = " ".repeat(dash);
    for (int i = 0; i < item.size(); i++) {
      String line = item.get(i);
      added.add(line.isEmpty() ? "" : in + (i == 0 ? "- " : "  ") + line);
    }
    lines.addAll(at, added);
    return String.join("\n", lines) + "\n";
  }

  /**
   * Puts the entries in this order. An id that the text has keeps its lines and the comments above
   * them; an id in {@code added} gets an entry for a local patch; entries not named are dropped.
   *
   * @param order the ids
   * @param added the file names of new local patches, by id
   */
  public static String arrange(String text, List<String> order, Map<String, String> added) {
    Map<String, List<String>> items = new LinkedHashMap<>();
    added.forEach(
        (id, file) -> items.put(id, List.of("local: " + YamlText.scalar(file), "id: " + id)));
    return place(text, order, items);
  }

  /**
   * Adds a pick.
   *
   * @param order the ids of all entries, with the pick's where it is to stand
   */
  public static String addPick(String text, List<String> order, Pick pick) {
    List<String> item = new ArrayList<>();
    item.add("pick: " + pick.commit().name());
    item.add("id: " + pick.id());
    item.add("pull-request: " + pick.pullRequest());
    item.addAll(YamlText.folded("why", pick.why()));
    item.addAll(YamlText.folded("fate", pick.fate()));
    pick.revertedBy().ifPresent(id -> item.add("reverted-by: " + id.name()));
    return place(text, order, Map.of(pick.id(), item));
  }

  /** Gives an entry's key another value, or adds the key behind the others. */
  public static String set(String text, String id, String key, String value) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    MappingNode entry = entryNode(text, id);
    int column = entry.getStartMark().orElseThrow().getColumn();
    String in = " ".repeat(column);
    List<String> field = new ArrayList<>();
    YamlText.folded(key, value).forEach(line -> field.add(in + line));
    NodeTuple tuple = tuple(entry, key);
    if (tuple == null) {
      lines.addAll(endOf(lines, entry), field);
    } else {
      int from = tuple.getKeyNode().getStartMark().orElseThrow().getLine();
      // The first key stands behind the list's dash.
      field.set(0, lines.get(from).substring(0, column) + field.get(0).substring(column));
      lines.subList(from, endOfScalar(lines, tuple)).clear();
      lines.addAll(from, field);
    }
    return String.join("\n", lines) + "\n";
  }

  /** The index of the line behind a scalar's last one. */
  private static int endOfScalar(List<String> lines, NodeTuple tuple) {
    int column = tuple.getKeyNode().getStartMark().orElseThrow().getColumn();
    int end = tuple.getKeyNode().getStartMark().orElseThrow().getLine() + 1;
    // What is further in than the key, or blank between such lines, is the value's.
    for (int line = end; line < lines.size(); line++) {
      String text = lines.get(line);
      if (!text.isBlank()) {
        if (text.length() - text.stripLeading().length() <= column) {
          break;
        }
        end = line + 1;
      }
    }
    return end;
  }

  private static String place(String text, List<String> order, Map<String, List<String>> added) {
    List<String> lines = text.lines().toList();
    MappingNode root = (MappingNode) root(text);
    SequenceNode entries = (SequenceNode) value(root, "entries");
    Map<String, List<String>> blocks = new LinkedHashMap<>();
    int dash = 0;
    int first = -1;
    int end = 0;
    for (Node node : entries.getValue()) {
      MappingNode entry = (MappingNode) node;
      int start = entry.getStartMark().orElseThrow().getLine();
      dash = entry.getStartMark().orElseThrow().getColumn() - 2;
      while (isComment(lines.get(start - 1)) && start > Math.max(end, 1)) {
        start--;
      }
      if (first < 0) {
        first = start;
      }
      end = endOf(lines, entry);
      blocks.put(scalar(value(entry, "id")), lines.subList(start, end));
    }
    List<String> result = new ArrayList<>(lines.subList(0, first));
    String in = " ".repeat(dash);
    boolean spaced = false;
    for (String id : order) {
      if (spaced) {
        result.add("");
      }
      spaced = true;
      if (added.containsKey(id)) {
        List<String> item = added.get(id);
        for (int i = 0; i < item.size(); i++) {
          result.add(in + (i == 0 ? "- " : "  ") + item.get(i));
        }
      } else {
        result.addAll(blocks.get(id));
      }
    }
    result.addAll(lines.subList(end, lines.size()));
    return String.join("\n", result) + "\n";
  }

  private static boolean isComment(String line) {
    return line.strip().startsWith("#");
  }

  private static Node root(String text) {
    return new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
  }

  private static MappingNode entryNode(String text, String id) {
    SequenceNode entries = (SequenceNode) value((MappingNode) root(text), "entries");
    return entries.getValue().stream()
        .map(MappingNode.class::cast)
        .filter(entry -> scalar(value(entry, "id")).equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Node value(MappingNode mapping, String key) {
    NodeTuple tuple = tuple(mapping, key);
    return tuple == null ? null : tuple.getValueNode();
  }

  private static NodeTuple tuple(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(tuple -> scalar(tuple.getKeyNode()).equals(key))
        .findFirst()
        .orElse(null);
  }

  private static String scalar(Node node) {
    return ((ScalarNode) node).getValue();
  }

  /** The index of the line behind a node's last one; a node's mark may lie behind blank lines. */
  private static int endOf(List<String> lines, Node node) {
    var mark = node.getEndMark().orElseThrow();
    int end = mark.getColumn() == 0 ? mark.getLine() : mark.getLine() + 1;
    end = Math.min(end, lines.size());
    int start = node.getStartMark().orElseThrow().getLine();
    int column = node.getStartMark().orElseThrow().getColumn();
    // A block's end mark is where the next token starts: comments and less indented lines between
    // are not the block's.
    while (end > start + 1) {
      String line = lines.get(end - 1);
      int indent = line.length() - line.stripLeading().length();
      if (line.isBlank() || isComment(line) || indent < column) {
        end--;
      } else {
        break;
      }
    }
    return end;
  }
}
