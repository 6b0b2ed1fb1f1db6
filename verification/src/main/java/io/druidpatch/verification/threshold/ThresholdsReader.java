package io.druidpatch.verification.threshold;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.InputFile;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.threshold.Threshold.Bound;
import io.druidpatch.verification.threshold.Threshold.Comparison;
import io.druidpatch.verification.threshold.Threshold.Reference;
import io.druidpatch.yaml.YamlFields;
import io.druidpatch.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads thresholds.yaml node by node, so that every mistake has its line. */
final class ThresholdsReader {
  private final Path file;
  private final YamlFile yaml;

  ThresholdsReader(Path file) {
    this.file = file;
    this.yaml = new YamlFile(file, ExitCode.USAGE, "the thresholds are malformed");
  }

  Thresholds read() throws IOException {
    YamlFields top = yaml.fields(yaml.root(text()), "the thresholds");
    List<Threshold> thresholds = new ArrayList<>();
    Map<String, Integer> names = new HashMap<>();
    for (Node item : top.filledList("thresholds")) {
      YamlFields fields = yaml.fields(item, "a threshold");
      thresholds.add(threshold(fields));
      String name = fields.text("name");
      Integer first = names.putIfAbsent(name, fields.line("name"));
      if (first != null) {
        throw yaml.wrong(
            fields.line("name"), "the name " + name + " once", "it on line " + first + " too");
      }
    }
    top.end();
    return new Thresholds(thresholds);
  }

  private String text() throws IOException {
    try {
      return InputFile.text(file, ExitCode.USAGE);
    } catch (NoSuchFileException e) {
      throw Failure.of(ExitCode.USAGE, file.toString())
          .says("there is no such file")
          .expected("the file with the limits")
          .fix("name it: --thresholds FILE")
          .cause(e)
          .build();
    }
  }

  private Threshold threshold(YamlFields fields) {
    String name = fields.text("name");
    Selector selector =
        new Selector(
            fields.text("scenario"), fields.text("measurement"), fields.optionalTexts("labels"));
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
        throw yaml.wrong(fields.line(key), "one of at-most, at-least and equals", "two of them");
      }
      bound = candidate;
      limit = fields.number(key);
    }
    if (bound == null) {
      throw yaml.wrong(fields.start(), "one of at-most, at-least and equals", "none of them");
    }
    Set<String> clusters = clusters(fields);
    boolean ifMeasured = ifMeasured(fields);
    fields.end();
    return new Threshold(name, selector, statistic, reference, bound, limit, clusters, ifMeasured);
  }

  private boolean ifMeasured(YamlFields fields) {
    if (!fields.has("if-measured")) {
      return false;
    }
    String value = fields.text("if-measured");
    if (!value.equals("true")) {
      throw yaml.wrong(fields.line("if-measured"), "true, or no key `if-measured`", value);
    }
    return true;
  }

  private Set<String> clusters(YamlFields fields) {
    Set<String> clusters = new HashSet<>();
    if (fields.has("clusters")) {
      for (Node item : fields.filledList("clusters")) {
        String word = yaml.text(item, "clusters");
        clusters.add(
            ClusterKind.of(word)
                .map(ClusterKind::word)
                .orElseThrow(
                    () ->
                        yaml.wrong(
                            YamlFile.lineOf(item),
                            "one of " + String.join(", ", ClusterKind.words()),
                            word)));
      }
    }
    return clusters;
  }

  private Statistic statistic(YamlFields fields) {
    String key = fields.text("statistic");
    return Stream.of(Statistic.values())
        .filter(statistic -> statistic.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                yaml.wrong(
                    fields.line("statistic"),
                    "one of "
                        + String.join(
                            ", ", Stream.of(Statistic.values()).map(Statistic::key).toList()),
                    key));
  }

  private Optional<Reference> reference(YamlFields fields, Selector own) {
    Optional<String> subject = fields.optionalText("over-subject");
    if (fields.has("over") && fields.has("above")) {
      throw yaml.wrong(fields.line("above"), "one of the keys `over` and `above`", "both");
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
      throw yaml.wrong(
          fields.line("over-subject"), "the key `over` or `above` with `over-subject`", "neither");
    }
    return Optional.empty();
  }

  /** A reference's scenario and measurement are the threshold's own unless it names others. */
  private Selector selector(Node node, Selector own) {
    YamlFields fields = yaml.fields(node, "a reference");
    Selector selector =
        new Selector(
            fields.optionalText("scenario").orElse(own.scenario()),
            fields.optionalText("measurement").orElse(own.measurement()),
            fields.optionalTexts("labels"));
    fields.end();
    return selector;
  }
}
