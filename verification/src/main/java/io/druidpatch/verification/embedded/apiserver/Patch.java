package io.druidpatch.verification.embedded.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.ArrayList;

/** The formats of a patch. A strategic one is taken for a merge: lists are replaced. */
final class Patch {
  private Patch() {}

  /**
   * Applies it.
   *
   * @param contentType of the request
   * @throws ApiFailure 415 for a format that is not supported here, 422 if it does not fit
   */
  static ObjectNode apply(
      ObjectNode object, String contentType, String body, KubernetesSerialization serialization) {
    String type = contentType == null ? "" : contentType.replaceFirst(";.*", "").strip();
    JsonNode patch = serialization.unmarshal(body, JsonNode.class);
    switch (type) {
      case "application/json-patch+json" -> {
        return (ObjectNode) JsonPatch.apply(patch, object);
      }
      case "application/merge-patch+json", "application/strategic-merge-patch+json" -> {
        merge(object, (ObjectNode) patch);
        return object;
      }
      default -> throw ApiFailure.unsupportedMediaType(type);
    }
  }

  private static void merge(ObjectNode object, ObjectNode patch) {
    for (var field : new ArrayList<>(patch.properties())) {
      JsonNode value = field.getValue();
      if (value.isNull()) {
        object.remove(field.getKey());
      } else if (value instanceof ObjectNode inner) {
        JsonNode there = object.get(field.getKey());
        ObjectNode target =
            there instanceof ObjectNode node ? node : object.putObject(field.getKey());
        merge(target, inner);
      } else {
        object.set(field.getKey(), value);
      }
    }
  }
}
