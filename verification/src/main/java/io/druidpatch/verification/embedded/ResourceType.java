package io.druidpatch.verification.embedded;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * A kind of object that the API serves.
 *
 * @param group the API group, empty for the core one
 * @param plural its name in paths
 * @param hasStatus whether its status is changed by the status subresource only
 */
record ResourceType<T extends HasMetadata>(
    String group, String version, String plural, Class<T> model, boolean hasStatus) {
  static final ResourceType<Namespace> NAMESPACES =
      new ResourceType<>("", "v1", "namespaces", Namespace.class, false);
  static final ResourceType<Pod> PODS = new ResourceType<>("", "v1", "pods", Pod.class, true);
  static final ResourceType<ConfigMap> CONFIG_MAPS =
      new ResourceType<>("", "v1", "configmaps", ConfigMap.class, false);
  static final ResourceType<Secret> SECRETS =
      new ResourceType<>("", "v1", "secrets", Secret.class, false);
  static final ResourceType<Event> EVENTS =
      new ResourceType<>("", "v1", "events", Event.class, false);
  static final ResourceType<Job> JOBS = new ResourceType<>("batch", "v1", "jobs", Job.class, true);

  static final List<ResourceType<?>> ALL =
      List.of(NAMESPACES, PODS, CONFIG_MAPS, SECRETS, EVENTS, JOBS);

  static Optional<ResourceType<?>> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(t -> t.group.equals(group) && t.version.equals(version) && t.plural.equals(plural))
        .findFirst();
  }

  /** The type of an owner, by what a reference to it says. */
  static Optional<ResourceType<?>> ofKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(t -> t.apiVersion().equals(apiVersion) && t.kind().equals(kind))
        .findFirst();
  }

  String kind() {
    return model.getSimpleName();
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  boolean namespaced() {
    return !plural.equals("namespaces");
  }

  /** The name that messages of the API use, for example {@code jobs.batch}. */
  String qualified() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
