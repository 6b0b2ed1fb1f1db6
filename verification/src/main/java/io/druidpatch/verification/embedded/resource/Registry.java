package io.druidpatch.verification.embedded.resource;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * The store with the rules of the API server: defaults and checks for new objects, and the steps of
 * a deletion. Both controllers and clients write through it.
 */
public final class Registry {
  /** On an owner until its dependents are gone. */
  public static final String FOREGROUND = "foregroundDeletion";

  /** On an owner until its dependents no longer refer to it. */
  public static final String ORPHAN = "orphan";

  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int LONGEST_PREFIX = 63 - SUFFIX;

  private final Store store;

  /** The rules for what is in a store. */
  public Registry(Store store) {
    this.store = store;
  }

  /** The store, to read and to watch. */
  public Store store() {
    return store;
  }

  /**
   * Finds an object.
   *
   * @throws ApiFailure 404 if it is not there
   */
  public <T extends HasMetadata> T get(ResourceType<T> type, String namespace, String name) {
    return store.find(type, namespace, name).orElseThrow(() -> ApiFailure.notFound(type, name));
  }

  /**
   * Adds an object, completed by its defaults; returns it as it is stored.
   *
   * @throws ApiFailure if it breaks a rule, or is there already
   */
  public <T extends HasMetadata> T create(ResourceType<T> type, String namespace, T object) {
    ObjectMeta metadata = object.getMetadata() == null ? new ObjectMeta() : object.getMetadata();
    object.setMetadata(metadata);
    if (metadata.getName() == null && metadata.getGenerateName() != null) {
      metadata.setName(generate(metadata.getGenerateName()));
    }
    if (metadata.getName() == null) {
      throw ApiFailure.invalid(
          type,
          "",
          "metadata.name",
          "FieldValueRequired",
          "Required value: name or generateName is required");
    }
    if (type.namespaced()) {
      if (metadata.getNamespace() != null && !metadata.getNamespace().equals(namespace)) {
        throw ApiFailure.badRequest(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
      }
      if (store.find(ResourceType.NAMESPACES, "", namespace).isEmpty()) {
        throw ApiFailure.notFound(ResourceType.NAMESPACES, namespace);
      }
      metadata.setNamespace(namespace);
    }
    Defaults.check(type, object);
    object.setApiVersion(type.apiVersion());
    metadata.setUid(UUID.randomUUID().toString());
    metadata.setCreationTimestamp(Clock.now());
    metadata.setDeletionTimestamp(null);
    metadata.setDeletionGracePeriodSeconds(null);
    metadata.setManagedFields(null);
    Defaults.fill(object);
    return store.create(type, object);
  }

  private static String generate(String prefix) {
    StringBuilder name =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)));
    for (int i = 0; i < SUFFIX; i++) {
      int letter = ThreadLocalRandom.current().nextInt(SUFFIX_LETTERS.length());
      name.append(SUFFIX_LETTERS.charAt(letter));
    }
    return name.toString();
  }

  /**
   * Changes an object. What the API server owns in the metadata stays as it is. An object that is
   * being deleted goes with its last finalizer.
   *
   * @param change gets a copy, which it may change and return
   */
  public <T extends HasMetadata> T edit(
      ResourceType<T> type, String namespace, String name, UnaryOperator<T> change) {
    synchronized (store) {
      ObjectMeta before = get(type, namespace, name).getMetadata();
      if (before.getDeletionTimestamp() == null
          || !Long.valueOf(0).equals(before.getDeletionGracePeriodSeconds())) {
        return store.update(type, namespace, name, copy -> kept(type, change, copy));
      }
      // The last finalizer's removal is never stored: watches see the object go with it.
      T changed = kept(type, change, store.copy(get(type, namespace, name)));
      return changed.getMetadata().getFinalizers().isEmpty()
          ? store.remove(type, namespace, name)
          : store.update(type, namespace, name, copy -> changed);
    }
  }

  private static <T extends HasMetadata> T kept(
      ResourceType<T> type, UnaryOperator<T> change, T copy) {
    ObjectMeta before = copy.getMetadata();
    String name = before.getName();
    String namespace = before.getNamespace();
    String uid = before.getUid();
    String created = before.getCreationTimestamp();
    String deleted = before.getDeletionTimestamp();
    Long grace = before.getDeletionGracePeriodSeconds();
    T changed = change.apply(copy);
    ObjectMeta metadata = changed.getMetadata();
    metadata.setName(name);
    metadata.setNamespace(namespace);
    metadata.setUid(uid);
    metadata.setCreationTimestamp(created);
    metadata.setDeletionTimestamp(deleted);
    metadata.setDeletionGracePeriodSeconds(grace);
    metadata.setManagedFields(null);
    changed.setApiVersion(type.apiVersion());
    return changed;
  }

  /**
   * Deletes an object, or begins to.
   *
   * @return the object, if it stays for a while; nothing if it is gone
   */
  public <T extends HasMetadata> Optional<T> delete(
      ResourceType<T> type, String namespace, String name, DeleteOptions options) {
    synchronized (store) {
      T object = get(type, namespace, name);
      if (options.getPreconditions() != null
          && options.getPreconditions().getUid() != null
          && !options.getPreconditions().getUid().equals(object.getMetadata().getUid())) {
        throw ApiFailure.conflict(
            type,
            name,
            "Precondition failed: UID in precondition: "
                + options.getPreconditions().getUid()
                + ", UID in object meta: "
                + object.getMetadata().getUid());
      }
      if (type.equals(ResourceType.NAMESPACES)) {
        return Optional.of(terminate(type, object));
      }
      List<String> finalizers = finalizers(object, options);
      boolean pod = object instanceof Pod;
      long grace = pod ? grace((Pod) object, options) : 0;
      if (object.getMetadata().getDeletionTimestamp() != null) {
        return again(type, object, finalizers, options);
      }
      if (!pod && finalizers.isEmpty()) {
        store.remove(type, namespace, name);
        return Optional.empty();
      }
      Instant end = Instant.now().plusSeconds(grace);
      T marked =
          store.update(
              type,
              namespace,
              name,
              copy -> {
                copy.getMetadata().setDeletionTimestamp(Clock.text(end));
                copy.getMetadata().setDeletionGracePeriodSeconds(grace);
                copy.getMetadata().setFinalizers(finalizers);
                return copy;
              });
      // A pod is always marked first, also without a grace period.
      if (grace == 0 && finalizers.isEmpty()) {
        store.remove(type, namespace, name);
        return Optional.empty();
      }
      return Optional.of(marked);
    }
  }

  /** A second deletion can only shorten what a pod has left. */
  private <T extends HasMetadata> Optional<T> again(
      ResourceType<T> type, T object, List<String> finalizers, DeleteOptions options) {
    ObjectMeta metadata = object.getMetadata();
    Long asked = options.getGracePeriodSeconds();
    long left =
        metadata.getDeletionGracePeriodSeconds() == null
            ? 0
            : metadata.getDeletionGracePeriodSeconds();
    if (asked != null && asked < left) {
      Instant end = Instant.parse(metadata.getDeletionTimestamp()).minusSeconds(left - asked);
      object =
          store.update(
              type,
              metadata.getNamespace(),
              metadata.getName(),
              copy -> {
                copy.getMetadata().setDeletionTimestamp(Clock.text(end));
                copy.getMetadata().setDeletionGracePeriodSeconds(asked);
                copy.getMetadata().setFinalizers(finalizers);
                return copy;
              });
      if (asked == 0 && finalizers.isEmpty()) {
        store.remove(type, metadata.getNamespace(), metadata.getName());
        return Optional.empty();
      }
    }
    return Optional.of(object);
  }

  private static long grace(Pod pod, DeleteOptions options) {
    String phase = pod.getStatus().getPhase();
    if (pod.getSpec().getNodeName() == null
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return 0;
    }
    Long asked = options.getGracePeriodSeconds();
    return asked == null ? pod.getSpec().getTerminationGracePeriodSeconds() : asked;
  }

  /** The finalizers that the propagation asks for, with the object's own. */
  private static List<String> finalizers(HasMetadata object, DeleteOptions options) {
    List<String> finalizers = new ArrayList<>(object.getMetadata().getFinalizers());
    String policy = options.getPropagationPolicy();
    if (policy == null && options.getOrphanDependents() != null) {
      policy = options.getOrphanDependents() ? "Orphan" : "Background";
    }
    if (policy == null) {
      if (finalizers.contains(ORPHAN) || finalizers.contains(FOREGROUND)) {
        return finalizers;
      }
      // batch/v1 leaves a job's pods alone unless a client says otherwise, for old clients' sake.
      policy = object instanceof Job ? "Orphan" : "Background";
    }
    finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
    switch (policy) {
      case "Orphan" -> finalizers.add(ORPHAN);
      case "Foreground" -> finalizers.add(FOREGROUND);
      case "Background" -> {}
      default ->
          throw ApiFailure.invalid(
              ResourceType.JOBS,
              "",
              "propagationPolicy",
              "FieldValueNotSupported",
              "Unsupported value: \"" + policy + "\"");
    }
    return finalizers;
  }

  private <T extends HasMetadata> T terminate(ResourceType<T> type, T namespace) {
    return store.update(
        type,
        "",
        namespace.getMetadata().getName(),
        copy -> {
          if (copy.getMetadata().getDeletionTimestamp() == null) {
            copy.getMetadata().setDeletionTimestamp(Clock.now());
            ((Namespace) copy).getStatus().setPhase("Terminating");
          }
          return copy;
        });
  }
}
