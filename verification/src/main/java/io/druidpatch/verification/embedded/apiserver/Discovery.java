package io.druidpatch.verification.embedded.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fixed answers: version, health, and what resources there are. */
public final class Discovery {
  /** The version of the Kubernetes that this follows. */
  public static final String VERSION = "v1.20.2";

  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final Map<String, String> answers;

  Discovery(KubernetesSerialization serialization) {
    ObjectNode version =
        node()
            .put("major", "1")
            .put("minor", "20")
            .put("gitVersion", VERSION)
            .put("gitCommit", "")
            .put("gitTreeState", "")
            .put("buildDate", "2021-01-13T13:20:00Z")
            .put("goVersion", "")
            .put("compiler", "")
            .put("platform", "");
    ObjectNode core = node().put("kind", "APIVersions");
    core.putArray("versions").add("v1");
    core.putArray("serverAddressByClientCIDRs");
    ObjectNode groups = node().put("kind", "APIGroupList").put("apiVersion", "v1");
    groups.putArray("groups").add(batch());
    answers =
        Map.of(
            "/version", serialization.asJson(version),
            "/api", serialization.asJson(core),
            "/apis", serialization.asJson(groups),
            "/apis/batch",
                serialization.asJson(batch().put("kind", "APIGroup").put("apiVersion", "v1")),
            "/api/v1", serialization.asJson(resources("", "v1")),
            "/apis/batch/v1", serialization.asJson(resources("batch", "batch/v1")),
            "/readyz", "ok",
            "/livez", "ok",
            "/healthz", "ok");
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode batch() {
    ObjectNode version = node().put("groupVersion", "batch/v1").put("version", "v1");
    ObjectNode group = node().put("name", "batch");
    group.putArray("versions").add(version);
    group.set("preferredVersion", version.deepCopy());
    return group;
  }

  private static ObjectNode resources(String group, String groupVersion) {
    ObjectNode list =
        node()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", groupVersion);
    ArrayNode resources = list.putArray("resources");
    ResourceType.ALL.stream()
        .filter(type -> type.group().equals(group))
        .forEach(
            type -> {
              resources.add(resource(type, type.plural(), VERBS));
              if (type.hasStatus()) {
                List<String> verbs = List.of("get", "patch", "update");
                resources.add(resource(type, type.plural() + "/status", verbs));
              }
            });
    return list;
  }

  private static ObjectNode resource(ResourceType<?> type, String name, List<String> verbs) {
    ObjectNode resource =
        node()
            .put("name", name)
            .put("singularName", "")
            .put("namespaced", type.namespaced())
            .put("kind", type.kind());
    ArrayNode array = resource.putArray("verbs");
    verbs.forEach(array::add);
    return resource;
  }

  /** The answer of a path, if it is one of these. */
  Optional<String> answer(String path) {
    return Optional.ofNullable(answers.get(path));
  }
}
