package io.druidpatch.verification.embedded;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;

/** Deletes jobs some time after they finished, where they ask for it. */
final class FinishedJobs {
  private final Registry registry;
  private final ControlLoop loop;

  FinishedJobs(Registry registry, ControlLoop loop) {
    this.registry = registry;
    this.loop = loop;
  }

  void start() {
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
