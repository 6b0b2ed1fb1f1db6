package io.druidpatch.verification.embedded;

import io.druidpatch.verification.cluster.Cluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * What happens to jobs and their pods in some scenes, each with a job of its own, on any cluster. A
 * scene's story is what the watches of its job and of its pods said, one after the other since the
 * order between objects is not fixed, and what its log requests were answered; names, times and
 * addresses are left out.
 *
 * <p>Longer than 350 lines: each scene is a short script, and all are told by the same watches.
 */
final class ClusterScript implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;

  /** More would make a small node skip states. */
  private static final int SCENES_AT_ONCE = 4;

  /** After a scene's last event, for one that should not come. */
  private static final long AFTERMATH_MILLISECONDS = 3000;

  private final Cluster cluster;
  private final String image;
  private final KubernetesClient client;
  private final Map<String, List<String>> events = new TreeMap<>();
  private final Map<String, List<String>> pods = new TreeMap<>();
  private final Map<String, List<String>> answers = new TreeMap<>();
  private final List<Watch> watches = new ArrayList<>();

  /**
   * @param image has {@code sh} in it
   */
  ClusterScript(Cluster cluster, String image) {
    this.cluster = cluster;
    this.image = image;
    this.client = new KubernetesClientBuilder().withConfig(cluster.api()).build();
    watches.add(
        client.batch().v1().jobs().inNamespace(cluster.namespace()).watch(watcher(this::job)));
    watches.add(client.pods().inNamespace(cluster.namespace()).watch(watcher(this::pod)));
  }

  private static <T extends HasMetadata> Watcher<T> watcher(Watching<T> watching) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, T object) {
        watching.see(action, object);
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new AssertionError("a watch broke off", cause);
      }
    };
  }

  private interface Scene {
    void play() throws Exception;
  }

  private interface Watching<T> {
    void see(Watcher.Action action, T object);
  }

  /** Plays all scenes; their stories by name. */
  Map<String, List<String>> play() throws Exception {
    Map<String, Scene> scenes = new LinkedHashMap<>();
    scenes.put("succeeds", this::succeeds);
    scenes.put("fails", this::fails);
    scenes.put("killed", this::killed);
    scenes.put("pod-deleted", this::podDeleted);
    scenes.put("pod-ends-well", this::podEndsWell);
    scenes.put("pod-forced", this::podForced);
    scenes.put("evicted", this::evicted);
    scenes.put("deadline", this::deadline);
    scenes.put("background", () -> deleted("background", DeletionPropagation.BACKGROUND));
    scenes.put("foreground", () -> deleted("foreground", DeletionPropagation.FOREGROUND));
    scenes.put("orphan", () -> deleted("orphan", DeletionPropagation.ORPHAN));
    scenes.put("finished-deleted", this::finishedDeleted);
    scenes.put("waits", this::waits);
    scenes.put("log", this::log);
    scenes.put("refused", this::refused);
    ExecutorService threads = Executors.newFixedThreadPool(SCENES_AT_ONCE);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Scene scene : scenes.values()) {
        all.add(
            threads.submit(
                () -> {
                  scene.play();
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(6 * PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    Map<String, List<String>> stories = new TreeMap<>();
    for (String scene : scenes.keySet()) {
      stories.put(scene, story(scene));
    }
    return stories;
  }

  private void succeeds() throws Exception {
    create("succeeds", "echo hello; sleep 6; printf bye");
    await("succeeds", "job", "Complete");
  }

  private void fails() throws Exception {
    create("fails", "sleep 6; exit 3");
    await("fails", "job", "Failed");
  }

  private void killed() throws Exception {
    create("killed", "sleep 100 & wait $!");
    cluster.killContainer(running("killed"));
    await("killed", "job", "Failed");
  }

  private void podDeleted() throws Exception {
    create("pod-deleted", "trap 'exit 7' TERM; echo ready; sleep 100 & wait");
    delete(saying("pod-deleted", "ready"), null);
    await("pod-deleted", "pod 1", "DELETED");
    await("pod-deleted", "pod 2", "Running");
  }

  private void podEndsWell() throws Exception {
    create("pod-ends-well", "trap 'exit 0' TERM; echo ready; sleep 100 & wait");
    delete(saying("pod-ends-well", "ready"), null);
    await("pod-ends-well", "pod 1", "DELETED");
  }

  private void podForced() throws Exception {
    create("pod-forced", "sleep 100 & wait");
    delete(running("pod-forced"), 0L);
    await("pod-forced", "pod 1", "DELETED");
    await("pod-forced", "pod 2", "Running");
  }

  private void evicted() throws Exception {
    create("evicted", "sleep 100 & wait");
    cluster.evict(running("evicted"));
    await("evicted", "pod 1", "DELETED");
    await("evicted", "pod 2", "Running");
  }

  private void deadline() throws Exception {
    Job job = template("deadline", "sleep 100 & wait");
    job.getSpec().setActiveDeadlineSeconds(10L);
    client.resource(job).create();
    await("deadline", "pod 1", "DELETED");
  }

  private void deleted(String scene, DeletionPropagation propagation) throws Exception {
    create(scene, "sleep 100 & wait");
    running(scene);
    jobs(scene).withPropagationPolicy(propagation).delete();
    await(scene, "job", "DELETED");
    if (propagation == DeletionPropagation.ORPHAN) {
      await(scene, "pod 1", "owners=[]");
    } else {
      await(scene, "pod 1", "DELETED");
    }
  }

  private void finishedDeleted() throws Exception {
    create("finished-deleted", "sleep 6");
    await("finished-deleted", "job", "Complete");
    jobs("finished-deleted").withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    await("finished-deleted", "pod 1", "DELETED");
  }

  private io.fabric8.kubernetes.client.dsl.ScalableResource<Job> jobs(String scene) {
    return client.batch().v1().jobs().inNamespace(cluster.namespace()).withName(scene);
  }

  private void delete(String pod, Long grace) {
    var there = client.pods().inNamespace(cluster.namespace()).withName(pod);
    if (grace == null) {
      there.delete();
    } else {
      there.withGracePeriod(grace).delete();
    }
  }

  /** A pod whose volume is not there yet, and its log meanwhile. */
  private void waits() throws Exception {
    Job job =
        new JobBuilder(template("waits", "cat /settings/greeting; sleep 6"))
            .editSpec()
            .editTemplate()
            .editSpec()
            .addNewVolume()
            .withName("settings")
            .withNewConfigMap()
            .withName("settings")
            .endConfigMap()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("settings")
            .withMountPath("/settings")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client.resource(job).create();
    await("waits", "pod 1", "waiting=ContainerCreating");
    String pod = pods.get("waits").get(0);
    ask("waits", pod, "container=main");
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .withNamespace(cluster.namespace())
                .endMetadata()
                .addToData("greeting", "good morning\n")
                .build())
        .create();
    await("waits", "job", "Complete");
    ask("waits", pod, "container=main");
  }

  private void log() throws Exception {
    create(
        "log",
        "echo one; echo two; sleep 10; echo three; printf '%040000d\\n' 7; sleep 4; printf four");
    String pod = saying("log", "two");
    ask("log", pod, "");
    ask("log", pod, "tailLines=1");
    ask("log", pod, "timestamps=true");
    ask("log", pod, "limitBytes=6");
    try (LogWatch follower = jobs("log").inContainer("main").watchLog()) {
      answer("log", "follow", text(follower.getOutput().readAllBytes()));
    }
    await("log", "job", "Complete");
    ask("log", pod, "");
    ask("log", pod, "tailLines=0");
    ask("log", pod, "tailLines=1");
    ask("log", pod, "tailLines=2");
    ask("log", pod, "tailLines=100");
    ask("log", pod, "timestamps=true");
    ask("log", pod, "timestamps=true&tailLines=2&limitBytes=40");
    ask("log", pod, "limitBytes=9");
    ask("log", pod, "follow=true");
    ask("log", pod, "follow=true&tailLines=1");
    ask("log", pod, "sinceSeconds=1000");
    ask("log", pod, "sinceTime=2100-01-01T00:00:00Z");
    String third = rawLog(pod, "timestamps=true&tailLines=1").split(" ", 2)[0];
    answer("log", "sinceTime=(that of the last)", rawLog(pod, "sinceTime=" + third));
    ask("log", pod, "previous=true");
    ask("log", pod, "container=other");
    ask("log", pod, "tailLines=-1");
    ask("log", pod, "sinceSeconds=0");
    ask("log", pod, "sinceSeconds=1&sinceTime=2100-01-01T00:00:00Z");
    ask("log", "no-such-pod", "");
  }

  /** What the API does not take. */
  private void refused() throws Exception {
    create("refused", "sleep 6");
    attempt("the same again", () -> client.resource(template("refused", "sleep 1")).create());
    attempt("a name in capitals", () -> client.resource(template("Refused", "true")).create());
    attempt(
        "another restart policy",
        () -> {
          Job job = template("refused-2", "true");
          job.getSpec().getTemplate().getSpec().setRestartPolicy("Always");
          client.resource(job).create();
        });
    attempt(
        "an old version",
        () -> {
          Job job = jobs("refused").get();
          job.getMetadata().setResourceVersion("1");
          job.getMetadata().setLabels(Map.of("a", "b"));
          client.resource(job).update();
        });
    attempt("a field to select by", () -> raw("/pods?fieldSelector=spec.hostname%3Dx"));
    attempt("a type that is not there", () -> raw("/cats"));
    attempt("an object that is not there", () -> raw("/configmaps/no-such"));
    answer(
        "refused",
        "delete of a job that is not there",
        String.valueOf(jobs("no-such").delete().isEmpty()));
    await("refused", "job", "Complete");
  }

  private void raw(String path) {
    client.raw("/api/v1/namespaces/" + cluster.namespace() + path, "GET", null);
  }

  private void attempt(String what, Runnable attempt) {
    try {
      attempt.run();
      answer("refused", what, "taken");
    } catch (KubernetesClientException e) {
      String reason = e.getStatus() == null ? "" : e.getStatus().getReason();
      answer("refused", what, e.getCode() + " " + reason);
    }
  }

  private Job template(String name, String script) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(cluster.namespace())
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(2L)
        .addNewContainer()
        .withName("main")
        .withImage(image)
        .withImagePullPolicy("Never")
        .withCommand("sh", "-c", script)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private void create(String scene, String script) {
    client.resource(template(scene, script)).create();
  }

  /** The name of the first pod, once it runs. */
  private String running(String scene) throws Exception {
    await(scene, "pod 1", "Running");
    return pods.get(scene).get(0);
  }

  /** The name of the first pod, once its log has that: its script has come so far. */
  private String saying(String scene, String text) throws Exception {
    String pod = running(scene);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!rawLog(pod, "").contains(text)) {
      if (System.nanoTime() > until) {
        throw new TimeoutException(pod + " does not say " + text);
      }
      Thread.sleep(100);
    }
    return pod;
  }

  private synchronized void job(Watcher.Action action, Job job) {
    String name = job.getMetadata().getName();
    tell(name + "/job", action + EventText.of(job));
  }

  private synchronized void pod(Watcher.Action action, Pod pod) {
    String scene = pod.getMetadata().getLabels().get("job-name");
    List<String> names = pods.computeIfAbsent(scene, s -> new ArrayList<>());
    if (!names.contains(pod.getMetadata().getName())) {
      names.add(pod.getMetadata().getName());
    }
    int number = names.indexOf(pod.getMetadata().getName()) + 1;
    tell(scene + "/pod " + number, action + EventText.of(pod));
  }

  private void tell(String object, String event) {
    events.computeIfAbsent(object, o -> new ArrayList<>()).add(event);
    notifyAll();
  }

  /** Waits for an event of a scene's object. */
  private void await(String scene, String object, String part) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Predicate<String> wanted = event -> event.contains(part);
    synchronized (this) {
      while (events.getOrDefault(scene + "/" + object, List.of()).stream().noneMatch(wanted)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new TimeoutException(
              scene + ": no event with " + part + " of " + object + " in " + events);
        }
        wait(left);
      }
    }
    if (!part.equals("Running") && !part.startsWith("waiting")) {
      Thread.sleep(AFTERMATH_MILLISECONDS);
    }
  }

  private void ask(String scene, String pod, String query) {
    String answer;
    try {
      answer = rawLog(pod, query);
    } catch (KubernetesClientException e) {
      answer = e.getCode() + " " + Objects.toString(e.getStatus().getMessage());
    }
    answer(scene, "log?" + query, answer.replace(pod, "(pod)"));
  }

  private String rawLog(String pod, String query) {
    return client.raw(
        "/api/v1/namespaces/" + cluster.namespace() + "/pods/" + pod + "/log?" + query,
        "GET",
        null);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private synchronized void answer(String scene, String question, String answer) {
    answers
        .computeIfAbsent(scene, s -> new ArrayList<>())
        .add(question + ": " + EventText.ofLog(answer));
  }

  private synchronized List<String> story(String scene) {
    List<String> story = new ArrayList<>();
    events.forEach(
        (object, told) -> {
          if (object.startsWith(scene + "/")) {
            String name = object.substring(scene.length() + 1);
            told.forEach(event -> story.add(name + ": " + event));
          }
        });
    story.addAll(answers.getOrDefault(scene, List.of()));
    return story;
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
    client.batch().v1().jobs().inNamespace(cluster.namespace()).delete();
    client.close();
  }
}
