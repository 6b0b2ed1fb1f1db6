package io.druidpatch.verification.embedded.resource;

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
public record ResourceType<T extends HasMetadata>(
    String group, String version, String plural, Class<T> model, boolean hasStatus) {
  /** Namespaces, which are in no namespace themselves. */
  public static final ResourceType<Namespace> NAMESPACES =
      new ResourceType<>("", "v1", "namespaces", Namespace.class, false);

  /** Pods. */
  public static final ResourceType<Pod> PODS =
      new ResourceType<>("", "v1", "pods", Pod.class, true);

  /** Config maps. */
  public static final ResourceType<ConfigMap> CONFIG_MAPS =
      new ResourceType<>("", "v1", "configmaps", ConfigMap.class, false);

  /** Secrets. */
  public static final ResourceType<Secret> SECRETS =
      new ResourceType<>("", "v1", "secrets", Secret.class, false);

  /** Events, which clients may write here, and nobody else does. */
  public static final ResourceType<Event> EVENTS =
      new ResourceType<>("", "v1", "events", Event.class, false);

  /** Jobs. */
  public static final ResourceType<Job> JOBS =
      new ResourceType<>("batch", "v1", "jobs", Job.class, true);

  /** All kinds that the API serves. */
  public static final List<ResourceType<?>> ALL =
      List.of(NAMESPACES, PODS, CONFIG_MAPS, SECRETS, EVENTS, JOBS);

  /** The type that a path names. */
  public static Optional<ResourceType<?>> find(String group, String version, String plural) {
    return ALL.stream()
        .filter(t -> t.group.equals(group) && t.version.equals(version) && t.plural.equals(plural))
        .findFirst();
  }

  /** The type of an owner, by what a reference to it says. */
  public static Optional<ResourceType<?>> ofKind(String apiVersion, String kind) {
    return ALL.stream()
        .filter(t -> t.apiVersion().equals(apiVersion) && t.kind().equals(kind))
        .findFirst();
  }

  /** The name in an object, for example {@code Job}. */
  public String kind() {
    return model.getSimpleName();
  }

  /** The group and the version in an object, for example {@code batch/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Whether its objects are in namespaces. */
  public boolean namespaced() {
    return !plural.equals("namespaces");
  }

  /** The name that messages of the API use, for example {@code jobs.batch}. */
  String qualified() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
