package io.druidpatch.verification.embedded.controller;

import io.druidpatch.verification.embedded.resource.Clock;
import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the pods of jobs and keeps the jobs' status, by the steps of the job controller of
 * Kubernetes 1.20: {@code syncJob} in {@code pkg/controller/job/job_controller.go}. So a pod that
 * is deleted from under a job is replaced at once and is no failure, until it ends with one.
 */
public final class JobController {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(6);

  private final Registry registry;
  private final ControlLoop loop;

  /** How often a job has been put back since it last went well, by uid. */
  private final Map<String, Integer> requeues = new HashMap<>();

  /** One for the objects of a registry; it works in the loop, and not before {@link #start}. */
  public JobController(Registry registry, ControlLoop loop) {
    this.registry = registry;
    this.loop = loop;
  }

  /** Begins, with what is there already. */
  public void start() {
    registry.store().watchFromNow(ResourceType.JOBS, change -> enqueue(change.last()));
    registry
        .store()
        .watchFromNow(
            ResourceType.PODS,
            change -> {
              OwnerReference owner = owner(change.last());
              if (owner != null) {
                String namespace = change.last().getMetadata().getNamespace();
                loop.run(() -> sync(namespace, owner.getName()));
              }
            });
  }

  private void enqueue(Job job) {
    loop.run(() -> sync(job.getMetadata().getNamespace(), job.getMetadata().getName()));
  }

  private static OwnerReference owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(o -> Boolean.TRUE.equals(o.getController()) && o.getKind().equals("Job"))
        .findFirst()
        .orElse(null);
  }

  static boolean finished(Job job) {
    return job.getStatus().getConditions().stream()
        .anyMatch(
            c ->
                List.of("Complete", "Failed").contains(c.getType())
                    && "True".equals(c.getStatus()));
  }

  private void sync(String namespace, String name) {
    Job job = registry.store().find(ResourceType.JOBS, namespace, name).orElse(null);
    if (job == null || finished(job)) {
      return;
    }
    String uid = job.getMetadata().getUid();
    JobSpec spec = job.getSpec();
    List<Pod> pods =
        registry.store().list(ResourceType.PODS, namespace).objects().stream()
            .filter(pod -> owner(pod) != null && owner(pod).getUid().equals(uid))
            .toList();
    List<Pod> activePods =
        pods.stream()
            .filter(
                pod ->
                    !in(pod, "Succeeded")
                        && !in(pod, "Failed")
                        && pod.getMetadata().getDeletionTimestamp() == null)
            .toList();
    int active = activePods.size();
    int succeeded = (int) pods.stream().filter(pod -> in(pod, "Succeeded")).count();
    int failed = (int) pods.stream().filter(pod -> in(pod, "Failed")).count();

    String started = job.getStatus().getStartTime();
    Long deadline = spec.getActiveDeadlineSeconds();
    if (started == null) {
      started = Clock.now();
      if (deadline != null) {
        loop.after(deadline * 1000, () -> sync(namespace, name));
      }
    }
    List<JobCondition> conditions = new ArrayList<>(job.getStatus().getConditions());
    String completed = null;
    boolean newFailure = failed > count(job.getStatus().getFailed());
    boolean beyondBackoff =
        newFailure
            && active != spec.getParallelism()
            && requeues.getOrDefault(uid, 0) + 1 > spec.getBackoffLimit();
    boolean beyondDeadline =
        deadline != null
            && job.getStatus().getStartTime() != null
            && Duration.between(Instant.parse(started), Instant.now()).toSeconds() >= deadline;
    if (beyondBackoff || beyondDeadline) {
      activePods.forEach(this::delete);
      failed += active;
      active = 0;
      conditions.add(
          beyondBackoff
              ? condition(
                  "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
              : condition(
                  "Failed", "DeadlineExceeded", "Job was active longer than specified deadline"));
    } else {
      if (job.getMetadata().getDeletionTimestamp() == null) {
        active = manage(job, activePods, succeeded);
      }
      if (succeeded >= spec.getCompletions()) {
        conditions.add(condition("Complete", null, null));
        completed = Clock.now();
      }
    }
    boolean changed =
        count(job.getStatus().getActive()) != active
            || count(job.getStatus().getSucceeded()) != succeeded
            || count(job.getStatus().getFailed()) != failed
            || conditions.size() != job.getStatus().getConditions().size();
    if (!changed) {
      return;
    }
    write(job, status(active, succeeded, failed, started, completed, conditions));
    if (newFailure && conditions.isEmpty()) {
      int times = requeues.merge(uid, 1, Integer::sum);
      Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(times - 1, 10));
      loop.after(
          Math.min(wait.toMillis(), LONGEST_BACKOFF.toMillis()), () -> sync(namespace, name));
    } else {
      requeues.remove(uid);
    }
  }

  /** Makes pods that are missing, and deletes those beyond the parallelism; how many then run. */
  private int manage(Job job, List<Pod> activePods, int succeeded) {
    JobSpec spec = job.getSpec();
    int active = activePods.size();
    if (active > spec.getParallelism()) {
      activePods.subList(spec.getParallelism(), active).forEach(this::delete);
      return spec.getParallelism();
    }
    // One that is no longer needed, since its predecessor succeeded after all, is left to run.
    int wanted = Math.min(spec.getCompletions() - succeeded, spec.getParallelism());
    for (; active < wanted; active++) {
      registry.create(ResourceType.PODS, job.getMetadata().getNamespace(), pod(job));
    }
    return active;
  }

  private static Pod pod(Job job) {
    ObjectMeta template = job.getSpec().getTemplate().getMetadata();
    Pod made =
        new PodBuilder()
            .withNewMetadata()
            .withGenerateName(job.getMetadata().getName() + "-")
            .withLabels(template.getLabels())
            .withAnnotations(template.getAnnotations())
            .withFinalizers(template.getFinalizers())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(ResourceType.JOBS.apiVersion())
                    .withKind(ResourceType.JOBS.kind())
                    .withName(job.getMetadata().getName())
                    .withUid(job.getMetadata().getUid())
                    .withController(true)
                    .withBlockOwnerDeletion(true)
                    .build())
            .endMetadata()
            .withSpec(job.getSpec().getTemplate().getSpec())
            .build();
    return new PodBuilder(made).build();
  }

  private void delete(Pod pod) {
    DeleteOptions background =
        new DeleteOptionsBuilder().withPropagationPolicy("Background").build();
    ObjectMeta metadata = pod.getMetadata();
    registry.delete(ResourceType.PODS, metadata.getNamespace(), metadata.getName(), background);
  }

  private void write(Job job, JobStatus status) {
    registry.edit(
        ResourceType.JOBS,
        job.getMetadata().getNamespace(),
        job.getMetadata().getName(),
        copy -> {
          copy.setStatus(status);
          return copy;
        });
  }

  private static JobStatus status(
      int active,
      int succeeded,
      int failed,
      String started,
      String completed,
      List<JobCondition> conditions) {
    JobStatus status = new JobStatus();
    // Zero is left out, as Go does.
    status.setActive(active == 0 ? null : active);
    status.setSucceeded(succeeded == 0 ? null : succeeded);
    status.setFailed(failed == 0 ? null : failed);
    status.setStartTime(started);
    status.setCompletionTime(completed);
    status.setConditions(conditions);
    return status;
  }

  private static JobCondition condition(String type, String reason, String message) {
    String now = Clock.now();
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withLastProbeTime(now)
        .withLastTransitionTime(now)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static int count(Integer value) {
    return Objects.requireNonNullElse(value, 0);
  }

  private static boolean in(Pod pod, String phase) {
    return pod.getStatus().getPhase().equals(phase);
  }
}
