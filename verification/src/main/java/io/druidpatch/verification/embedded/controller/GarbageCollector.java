package io.druidpatch.verification.embedded.controller;

import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Deletes the dependents of objects that are deleted, in the three ways of Kubernetes, and the
 * content of a namespace that is being deleted.
 */
public final class GarbageCollector {
  private static final long UNPIN_MILLISECONDS = 100;

  private final Registry registry;
  private final ControlLoop loop;

  /** One for the objects of a registry; it works in the loop, and not before {@link #start}. */
  public GarbageCollector(Registry registry, ControlLoop loop) {
    this.registry = registry;
    this.loop = loop;
  }

  /** Begins, with what is there already. */
  public void start() {
    ResourceType.ALL.forEach(this::watch);
  }

  private <T extends HasMetadata> void watch(ResourceType<T> type) {
    registry
        .store()
        .watchFromNow(
            type,
            change -> {
              T object = change.last();
              if (change.after().isEmpty()) {
                loop.run(() -> gone(object));
              } else if (object.getMetadata().getDeletionTimestamp() != null) {
                loop.run(() -> going(type, object));
              }
            });
  }

  private void gone(HasMetadata owner) {
    dependents(owner, this::delete);
    // Its own owner may wait for it, and so may its namespace.
    owner
        .getMetadata()
        .getOwnerReferences()
        .forEach(
            reference ->
                ResourceType.ofKind(reference.getApiVersion(), reference.getKind())
                    .ifPresent(
                        type ->
                            recheck(
                                type, owner.getMetadata().getNamespace(), reference.getName())));
    String namespace = owner.getMetadata().getNamespace();
    if (namespace != null) {
      recheck(ResourceType.NAMESPACES, "", namespace);
    }
  }

  private <T extends HasMetadata> void recheck(
      ResourceType<T> type, String namespace, String name) {
    registry
        .store()
        .find(type, namespace, name)
        .filter(object -> object.getMetadata().getDeletionTimestamp() != null)
        .ifPresent(object -> going(type, object));
  }

  private <T extends HasMetadata> void going(ResourceType<T> type, T object) {
    List<String> finalizers = object.getMetadata().getFinalizers();
    if (type.equals(ResourceType.NAMESPACES)) {
      empty(object.getMetadata().getName());
    } else if (finalizers.contains(Registry.ORPHAN)) {
      dependents(object, (kind, dependent) -> release(kind, dependent, object));
      // Other controllers see the dependents go before the owner does.
      loop.after(UNPIN_MILLISECONDS, () -> unpin(type, object, Registry.ORPHAN));
    } else if (finalizers.contains(Registry.FOREGROUND)) {
      List<HasMetadata> left = new ArrayList<>();
      dependents(object, (kind, dependent) -> left.add(dependent));
      if (left.isEmpty()) {
        unpin(type, object, Registry.FOREGROUND);
      } else {
        dependents(object, this::delete);
      }
    }
  }

  private <T extends HasMetadata> void unpin(ResourceType<T> type, T object, String finalizer) {
    registry.edit(
        type,
        object.getMetadata().getNamespace(),
        object.getMetadata().getName(),
        copy -> {
          List<String> left = new ArrayList<>(copy.getMetadata().getFinalizers());
          left.remove(finalizer);
          copy.getMetadata().setFinalizers(left);
          return copy;
        });
  }

  private <T extends HasMetadata> void release(
      ResourceType<T> type, HasMetadata dependent, HasMetadata owner) {
    registry.edit(
        type,
        dependent.getMetadata().getNamespace(),
        dependent.getMetadata().getName(),
        copy -> {
          copy.getMetadata()
              .setOwnerReferences(
                  copy.getMetadata().getOwnerReferences().stream()
                      .filter(o -> !o.getUid().equals(owner.getMetadata().getUid()))
                      .toList());
          return copy;
        });
  }

  private void dependents(HasMetadata owner, BiConsumer<ResourceType<?>, HasMetadata> each) {
    String namespace = owner.getMetadata().getNamespace();
    String uid = owner.getMetadata().getUid();
    if (namespace == null) {
      return;
    }
    for (ResourceType<?> type : ResourceType.ALL) {
      for (HasMetadata object : registry.store().list(type, namespace).objects()) {
        boolean depends =
            object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> reference.getUid().equals(uid));
        if (depends) {
          each.accept(type, object);
        }
      }
    }
  }

  private void delete(ResourceType<?> type, HasMetadata object) {
    if (object.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    DeleteOptions background =
        new DeleteOptionsBuilder().withPropagationPolicy("Background").build();
    ObjectMeta metadata = object.getMetadata();
    try {
      registry.delete(type, metadata.getNamespace(), metadata.getName(), background);
    } catch (ApiFailure e) {
      // Another writer was first.
      if (e.code() != 404) {
        throw e;
      }
    }
  }

  private void empty(String namespace) {
    contents(namespace, this::delete);
    List<HasMetadata> left = new ArrayList<>();
    contents(namespace, (type, object) -> left.add(object));
    // What is left has a finalizer or still runs; its end triggers this again.
    if (left.isEmpty()) {
      registry.store().remove(ResourceType.NAMESPACES, "", namespace);
    }
  }

  private void contents(String namespace, BiConsumer<ResourceType<?>, HasMetadata> each) {
    for (ResourceType<?> type : ResourceType.ALL) {
      if (type.namespaced()) {
        registry
            .store()
            .list(type, namespace)
            .objects()
            .forEach(object -> each.accept(type, object));
      }
    }
  }
}
