package io.druidpatch.verification.embedded.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Objects by type, namespace and name, each with the revision that wrote it; revisions count over
 * all types, as etcd's do. The last changes of each type are kept, so that a watch can start in the
 * past. Objects are not changed once they are in here: a change is another object.
 *
 * <p>Listeners are called with the store locked, in the order of the revisions. They must be quick.
 */
public final class Store {
  private final int history;
  private final KubernetesSerialization serialization;
  private final Map<ResourceType<?>, Shelf<?>> shelves = new HashMap<>();
  private long revision;

  /**
   * An empty one.
   *
   * @param history how many changes of each type can be watched afterwards
   */
  public Store(int history, KubernetesSerialization serialization) {
    this.history = history;
    this.serialization = serialization;
    ResourceType.ALL.forEach(type -> shelves.put(type, new Shelf<>()));
  }

  private record Key(String namespace, String name) implements Comparable<Key> {
    static Key of(HasMetadata object) {
      String namespace = object.getMetadata().getNamespace();
      return new Key(namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    @Override
    public int compareTo(Key other) {
      int order = namespace.compareTo(other.namespace);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  private static final class Shelf<T extends HasMetadata> {
    final Map<Key, T> objects = new TreeMap<>();
    final Deque<Change<T>> changes = new ArrayDeque<>();
    final List<Consumer<? super Change<T>>> listeners = new ArrayList<>();

    /** Of the last change that is no longer kept. */
    long forgotten;
  }

  @SuppressWarnings("unchecked") // filled by type in the constructor
  private <T extends HasMetadata> Shelf<T> shelf(ResourceType<T> type) {
    return (Shelf<T>) shelves.get(type);
  }

  /** Objects of one type at one revision. */
  public record Listing<T>(long revision, List<T> objects) {}

  /**
   * All objects of a type.
   *
   * @param namespace empty for all
   */
  public synchronized <T extends HasMetadata> Listing<T> list(
      ResourceType<T> type, String namespace) {
    List<T> found = new ArrayList<>();
    shelf(type)
        .objects
        .forEach(
            (key, object) -> {
              if (namespace.isEmpty() || key.namespace.equals(namespace)) {
                found.add(object);
              }
            });
    return new Listing<>(revision, found);
  }

  /** The object of that name, if it is there. */
  public synchronized <T extends HasMetadata> Optional<T> find(
      ResourceType<T> type, String namespace, String name) {
    return Optional.ofNullable(shelf(type).objects.get(new Key(namespace, name)));
  }

  <T extends HasMetadata> T copy(T object) {
    return serialization.clone(object);
  }

  /** Adds an object, which from now on belongs to the store. */
  synchronized <T extends HasMetadata> T create(ResourceType<T> type, T object) {
    Shelf<T> shelf = shelf(type);
    Key key = Key.of(object);
    if (shelf.objects.containsKey(key)) {
      throw ApiFailure.alreadyExists(type, key.name);
    }
    object.getMetadata().setResourceVersion(Long.toString(++revision));
    shelf.objects.put(key, object);
    record(shelf, new Change<>(revision, Optional.empty(), Optional.of(object), object));
    return object;
  }

  /**
   * Replaces an object by what the change makes of it. The change gets a copy, which it may change
   * and return. One that changes nothing makes no revision.
   */
  synchronized <T extends HasMetadata> T update(
      ResourceType<T> type, String namespace, String name, UnaryOperator<T> change) {
    Shelf<T> shelf = shelf(type);
    Key key = new Key(namespace, name);
    T before = shelf.objects.get(key);
    if (before == null) {
      throw ApiFailure.notFound(type, name);
    }
    T after = change.apply(serialization.clone(before));
    after.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
    if (Objects.equals(before, after)) {
      return before;
    }
    after.getMetadata().setResourceVersion(Long.toString(++revision));
    shelf.objects.put(key, after);
    record(shelf, new Change<>(revision, Optional.of(before), Optional.of(after), after));
    return after;
  }

  /** Removes an object, and returns it as watches see it go. */
  public synchronized <T extends HasMetadata> T remove(
      ResourceType<T> type, String namespace, String name) {
    Shelf<T> shelf = shelf(type);
    T before = shelf.objects.remove(new Key(namespace, name));
    if (before == null) {
      throw ApiFailure.notFound(type, name);
    }
    T last = serialization.clone(before);
    last.getMetadata().setResourceVersion(Long.toString(++revision));
    record(shelf, new Change<>(revision, Optional.of(before), Optional.empty(), last));
    return last;
  }

  private <T extends HasMetadata> void record(Shelf<T> shelf, Change<T> change) {
    shelf.changes.add(change);
    if (shelf.changes.size() > history) {
      shelf.forgotten = shelf.changes.remove().revision();
    }
    shelf.listeners.forEach(listener -> listener.accept(change));
  }

  /**
   * Calls a listener with every change after a revision, first with those that were already made.
   *
   * @return ends it
   * @throws ApiFailure 410 if some of them are no longer kept
   */
  public synchronized <T extends HasMetadata> Runnable watch(
      ResourceType<T> type, long after, Consumer<? super Change<T>> listener) {
    Shelf<T> shelf = shelf(type);
    if (after < shelf.forgotten) {
      throw ApiFailure.gone(after, shelf.forgotten);
    }
    shelf.changes.stream().filter(change -> change.revision() > after).forEach(listener);
    shelf.listeners.add(listener);
    return () -> {
      synchronized (this) {
        shelf.listeners.remove(listener);
      }
    };
  }

  /** The same from now on, with what is there first, as if it had just been created. */
  public synchronized <T extends HasMetadata> Runnable watchFromNow(
      ResourceType<T> type, Consumer<? super Change<T>> listener) {
    for (T object : list(type, "").objects()) {
      long written = Long.parseLong(object.getMetadata().getResourceVersion());
      listener.accept(new Change<>(written, Optional.empty(), Optional.of(object), object));
    }
    return watch(type, revision, listener);
  }
}
