package io.druidpatch.verification.embedded.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The label and field selectors of a request. */
final class Selector {
  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");

  /** The fields that Kubernetes selects by, besides name and namespace. */
  private static final Map<ResourceType<?>, Set<String>> FIELDS =
      Map.of(
          ResourceType.PODS,
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          ResourceType.JOBS,
          Set.of("status.successful"),
          ResourceType.NAMESPACES,
          Set.of("status.phase"),
          ResourceType.SECRETS,
          Set.of("type"),
          ResourceType.EVENTS,
          Set.of(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "source",
              "type"));

  private Selector() {}

  /**
   * Reads a label selector.
   *
   * @param text may be empty, which selects all
   * @throws ApiFailure 400 if it is malformed
   */
  static Predicate<Map<String, String>> labels(String text) {
    Predicate<Map<String, String>> all = labels -> true;
    for (String term : terms(text)) {
      all = all.and(label(term));
    }
    return all;
  }

  private static Predicate<Map<String, String>> label(String term) {
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      String key = set.group(1);
      List<String> values =
          Pattern.compile(",").splitAsStream(set.group(3)).map(String::strip).toList();
      return set.group(2).equals("in")
          ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
          : labels -> !values.contains(labels.get(key));
    }
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      String key = equality.group(1);
      String value = equality.group(3);
      return equality.group(2).equals("!=")
          ? labels -> !value.equals(labels.get(key))
          : labels -> value.equals(labels.get(key));
    }
    if (term.startsWith("!")) {
      String key = term.substring(1).strip();
      return labels -> !labels.containsKey(key);
    }
    if (term.matches("[\\w./-]+")) {
      return labels -> labels.containsKey(term);
    }
    throw ApiFailure.badRequest("unable to parse requirement: " + term);
  }

  /** Splits at the commas that are not in parentheses. */
  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || (text.charAt(i) == ',' && depth == 0)) {
        String term = text.substring(start, i).strip();
        if (!term.isEmpty()) {
          terms.add(term);
        }
        start = i + 1;
      } else if (text.charAt(i) == '(') {
        depth++;
      } else if (text.charAt(i) == ')') {
        depth--;
      }
    }
    return terms;
  }

  /**
   * Reads a field selector.
   *
   * @throws ApiFailure 400 if it is malformed, or names a field that the type cannot be selected by
   */
  static Predicate<HasMetadata> fields(
      ResourceType<?> type, String text, KubernetesSerialization serialization) {
    Predicate<HasMetadata> all = object -> true;
    for (String term : terms(text)) {
      Matcher equality = EQUALITY.matcher(term);
      if (!equality.matches()) {
        throw ApiFailure.badRequest("invalid field selector: " + term);
      }
      String field = equality.group(1);
      String value = equality.group(3);
      boolean wanted = !equality.group(2).equals("!=");
      Predicate<HasMetadata> one;
      if (field.equals("metadata.name")) {
        one = object -> value.equals(object.getMetadata().getName());
      } else if (field.equals("metadata.namespace")) {
        one = object -> value.equals(object.getMetadata().getNamespace());
      } else if (FIELDS.getOrDefault(type, Set.of()).contains(field)) {
        one = object -> value.equals(read(object, field, serialization));
      } else {
        throw ApiFailure.badRequest("field label not supported: " + field);
      }
      all = all.and(wanted ? one : one.negate());
    }
    return all;
  }

  private static String read(
      HasMetadata object, String field, KubernetesSerialization serialization) {
    if (field.equals("status.successful")) {
      String succeeded = read(object, "status.succeeded", serialization);
      return succeeded.isEmpty() ? "0" : succeeded;
    }
    JsonNode tree = serialization.convertValue(object, JsonNode.class);
    return tree.at("/" + field.replace('.', '/')).asText();
  }
}
