package io.druidpatch.verification.embedded.controller;

import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;

/** Deletes jobs some time after they finished, where they ask for it. */
public final class FinishedJobs {
  private final Registry registry;
  private final ControlLoop loop;

  /** One for the objects of a registry; it works in the loop, and not before {@link #start}. */
  public FinishedJobs(Registry registry, ControlLoop loop) {
    this.registry = registry;
    this.loop = loop;
  }

  /** Begins, with what is there already. */
  public void start() {
    registry
        .store()
        .watchFromNow(
            ResourceType.JOBS,
            change -> {
              Job job = change.last();
              if (change.after().isPresent()
                  && job.getSpec().getTtlSecondsAfterFinished() != null
                  && job.getMetadata().getDeletionTimestamp() == null
                  && JobController.finished(job)) {
                loop.run(() -> expire(job));
              }
            });
  }

  private void expire(Job job) {
    Instant finished =
        Instant.parse(job.getStatus().getConditions().get(0).getLastTransitionTime());
    Instant end = finished.plusSeconds(job.getSpec().getTtlSecondsAfterFinished());
    long left = Duration.between(Instant.now(), end).toMillis();
    if (left > 0) {
      loop.after(left, () -> expire(job));
      return;
    }
    registry.delete(
        ResourceType.JOBS,
        job.getMetadata().getNamespace(),
        job.getMetadata().getName(),
        new DeleteOptionsBuilder()
            .withPropagationPolicy("Foreground")
            .withNewPreconditions(null, job.getMetadata().getUid())
            .build());
  }
}
