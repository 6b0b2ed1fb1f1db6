package io.druidpatch.verification.embedded.kubelet;

import io.druidpatch.verification.embedded.controller.ControlLoop;
import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.Clock;
import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs pods as processes of this machine, and writes their status. */
public final class Kubelet {
  static final String NODE = "embedded";
  private static final String HOST = "127.0.0.1";

  /**
   * Between the end of a deleted pod's container and that of the pod. A real node takes a second or
   * two for its volumes and network, and controllers see the pod in its last state meanwhile.
   */
  private static final long CLEANING_MILLISECONDS = 300;

  private static final long RETRY_MILLISECONDS = 500;

  private final Registry registry;
  private final ControlLoop loop;
  private final Path folder;
  private final Addresses addresses = new Addresses();
  private final Map<String, Path> images = new ConcurrentHashMap<>();
  private final Map<String, Sandbox> sandboxes = new ConcurrentHashMap<>();

  /** How often it was said how logs are rotated. */
  private final AtomicInteger rotations = new AtomicInteger();

  /**
   * One for the pods of a registry; it does nothing before {@link #start}.
   *
   * @param folder where the pods have their files
   */
  public Kubelet(Registry registry, ControlLoop loop, Path folder) {
    this.registry = registry;
    this.loop = loop;
    this.folder = folder;
  }

  /** Begins, with the pods that are there already. */
  public void start() {
    registry
        .store()
        .watchFromNow(
            ResourceType.PODS,
            change -> {
              Pod pod = change.last();
              if (change.after().isEmpty()) {
                loop.run(() -> forget(pod));
              } else {
                loop.run(() -> look(pod));
              }
            });
  }

  /** Lets pods name an image, whose files are in a folder. */
  public void addImage(String name, Path home) {
    images.put(name, home);
  }

  /** Rotates logs in this way from now on; empty ends the rotation. */
  public void rotateLogs(Optional<LogRotation> how) {
    int current = rotations.incrementAndGet();
    how.ifPresent(rotation -> rotateLater(rotation, current));
  }

  private void rotateLater(LogRotation how, int said) {
    loop.after(
        how.interval().toMillis(),
        () -> {
          // Another one, or none, has a round of its own.
          if (rotations.get() == said) {
            for (Sandbox sandbox : sandboxes.values()) {
              sandbox.log().ifPresent(log -> log.rotate(how.maxSize(), how.leavesStreams()));
            }
            rotateLater(how, said);
          }
        });
  }

  /** The log of a pod's container, once that has been started. */
  public Optional<PodLog> log(Pod pod) {
    return sandbox(pod).flatMap(Sandbox::log);
  }

  /** Ends all processes of a pod's container but the first; false if none runs. */
  public boolean killContainer(Pod pod) {
    Optional<ContainerProcess> process = sandbox(pod).flatMap(Sandbox::process);
    process.ifPresent(ContainerProcess::killOthers);
    return process.isPresent();
  }

  /**
   * Ends a pod's processes, and does nothing for the pod from now on, as if its node were gone. It
   * stays as it was last seen, and goes only when somebody deletes it by force.
   */
  public void lose(Pod pod) {
    sandbox(pod).ifPresent(Sandbox::lose);
  }

  /** Whether the node of a pod is gone. */
  public boolean isLost(Pod pod) {
    return sandbox(pod).map(Sandbox::isLost).orElse(false);
  }

  private Optional<Sandbox> sandbox(Pod pod) {
    return Optional.ofNullable(sandboxes.get(pod.getMetadata().getUid()));
  }

  private void look(Pod pod) {
    Sandbox sandbox = sandboxes.get(pod.getMetadata().getUid());
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      stop(pod, sandbox);
    } else if (pod.getSpec().getNodeName() == null) {
      edit(
          pod,
          copy -> {
            copy.getSpec().setNodeName(NODE);
            PodStatuses.scheduled(copy);
          });
    } else if (sandbox == null && pod.getStatus().getPhase().equals("Pending")) {
      String uid = pod.getMetadata().getUid();
      sandboxes.put(uid, new Sandbox(pod, addresses.next(), folder.resolve(uid)));
      edit(pod, copy -> PodStatuses.waiting(copy, HOST, "ContainerCreating", null));
      loop.run(() -> begin(pod));
    }
  }

  private void begin(Pod seen) {
    Sandbox sandbox = sandboxes.get(seen.getMetadata().getUid());
    ObjectMeta metadata = seen.getMetadata();
    Pod pod = registry.get(ResourceType.PODS, metadata.getNamespace(), metadata.getName());
    if (sandbox == null
        || pod.getMetadata().getDeletionTimestamp() != null
        || sandbox.process().isPresent()) {
      return;
    }
    try {
      sandbox.start(
          pod,
          registry,
          image -> Optional.ofNullable(images.get(image)),
          code -> loop.run(() -> ended(pod, sandbox, code)));
      edit(
          pod,
          copy ->
              PodStatuses.running(
                  copy, sandbox.address(), sandbox.containerId(), sandbox.startedAt()));
    } catch (ContainerFailure e) {
      String message = e.reason().equals("ContainerCreating") ? null : e.getMessage();
      edit(pod, copy -> PodStatuses.waiting(copy, HOST, e.reason(), message));
      loop.after(RETRY_MILLISECONDS, () -> begin(pod));
    } catch (IOException e) {
      sandbox.markEnded();
      String now = Clock.now();
      Pod failed =
          edit(
              pod,
              copy -> {
                // What Docker says of a command that is not there.
                PodStatuses.terminated(copy, 127, sandbox.containerId(), now, now);
                var state = copy.getStatus().getContainerStatuses().get(0).getState();
                state.getTerminated().setReason("ContainerCannotRun");
                state.getTerminated().setMessage(e.getMessage());
              });
      if (failed.getMetadata().getDeletionTimestamp() != null) {
        confirm(failed);
      }
    }
  }

  private void ended(Pod pod, Sandbox sandbox, int code) {
    sandbox.markEnded();
    if (sandbox.isLost()) {
      return;
    }
    Pod now =
        edit(
            pod,
            copy ->
                PodStatuses.terminated(
                    copy, code, sandbox.containerId(), sandbox.startedAt(), Clock.now()));
    if (now.getMetadata().getDeletionTimestamp() != null) {
      loop.after(CLEANING_MILLISECONDS, () -> confirm(now));
    }
  }

  private void stop(Pod pod, Sandbox sandbox) {
    if (sandbox != null && sandbox.ended()) {
      return; // It was, or will be, confirmed when its container ended.
    }
    if (sandbox == null || sandbox.process().isEmpty()) {
      confirm(pod);
      return;
    }
    Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
    if (grace != null && sandbox.hurry(grace)) {
      ContainerProcess process = sandbox.process().get();
      process.terminate();
      loop.after(grace * 1000, process::kill);
    }
  }

  /** Nothing of the pod runs on the node any more, so the pod may go. */
  private void confirm(Pod pod) {
    registry.delete(
        ResourceType.PODS,
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        new DeleteOptionsBuilder()
            .withGracePeriodSeconds(0L)
            .withNewPreconditions(null, pod.getMetadata().getUid())
            .build());
  }

  private void forget(Pod pod) {
    Sandbox sandbox = sandboxes.remove(pod.getMetadata().getUid());
    if (sandbox != null) {
      sandbox.remove();
    }
  }

  private Pod edit(Pod pod, Consumer<Pod> change) {
    return registry.edit(
        ResourceType.PODS,
        pod.getMetadata().getNamespace(),
        pod.getMetadata().getName(),
        copy -> {
          if (!copy.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            throw ApiFailure.notFound(ResourceType.PODS, pod.getMetadata().getName());
          }
          change.accept(copy);
          return copy;
        });
  }

  /** Ends all processes and removes all folders. The loop has ended before. */
  public void removeAll() {
    sandboxes.values().forEach(s -> s.process().ifPresent(ContainerProcess::kill));
    sandboxes.values().forEach(Sandbox::remove);
    sandboxes.clear();
  }
}
