package io.druidpatch.verification.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.fault.ApiConnections;
import io.druidpatch.verification.follow.Target;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** The tasks' pods, read from the Kubernetes API without Druid and without the faults. */
public final class Pods {
  private static final Set<String> NO_IMAGE =
      Set.of("ErrImageNeverPull", "ImagePullBackOff", "InvalidImageName");

  /** The label by which Kubernetes says which job a pod belongs to. */
  private static final String JOB = "job-name";

  private final KubernetesClient client;
  private final Config config;
  private final String namespace;
  private final Optional<SSLContext> tls;

  /** The pods of a cluster's namespace, by a client of its own. */
  public Pods(Cluster cluster, KubernetesClient client) throws IOException {
    this.client = client;
    this.config = cluster.api();
    this.namespace = cluster.namespace();
    this.tls =
        config.getMasterUrl().startsWith("https")
            ? Optional.of(ApiConnections.context(config))
            : Optional.empty();
  }

  /** The pods that a task has or had, in the order of their creation. */
  public List<Pod> of(String task) {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getAnnotations() != null)
        .filter(pod -> task.equals(pod.getMetadata().getAnnotations().get("task.id")))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /**
   * Waits until a task's container runs or has run.
   *
   * @return the pod's name
   * @throws IOException if it has not run in time
   */
  public String awaitStarted(String task, Duration time) throws Exception {
    String[] name = new String[1];
    boolean started =
        ScenarioContext.await(
            time,
            () -> {
              for (Pod pod : of(task)) {
                name[0] = pod.getMetadata().getName();
                if (hasStarted(pod)) {
                  return true;
                }
                requireImage(pod);
              }
              return false;
            });
    if (!started) {
      throw new IOException(
          "the pod of " + task + " does not run after " + time.toSeconds() + " s" + why(task));
    }
    return name[0];
  }

  /** Waiting does not help where the image is missing. */
  private static void requireImage(Pod pod) throws IOException {
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      ContainerStateWaiting waiting = container.getState().getWaiting();
      if (waiting != null && NO_IMAGE.contains(String.valueOf(waiting.getReason()))) {
        throw new IOException(
            pod.getMetadata().getName() + ": " + waiting.getReason() + ": " + waiting.getMessage());
      }
    }
  }

  /** Whether a pod's container runs or has run. */
  public static boolean hasStarted(Pod pod) {
    return pod.getStatus() != null
        && List.of("Running", "Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }

  /** Whether a pod's containers have ended, and will not run again. */
  public static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null
        && List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }

  private String why(String task) {
    return of(task).stream()
        .map(
            pod -> ": " + pod.getStatus().getPhase() + " " + pod.getStatus().getContainerStatuses())
        .findFirst()
        .orElse(": there is no pod");
  }

  /**
   * The kubelet that runs a pod.
   *
   * @param version of the kubelet, for example {@code v1.20.2}
   * @param runtime of its containers, for example {@code containerd://1.6.20}
   * @param configuration the kubelet's configuration; empty if the kubelet does not give it
   */
  public record Node(String version, String runtime, Optional<JsonNode> configuration) {}

  /** The node of a running pod. */
  public Node node(String pod) {
    String name = client.pods().inNamespace(namespace).withName(pod).get().getSpec().getNodeName();
    NodeSystemInfo info = client.nodes().withName(name).get().getStatus().getNodeInfo();
    return new Node(
        info.getKubeletVersion(), info.getContainerRuntimeVersion(), configuration(name));
  }

  private Optional<JsonNode> configuration(String node) {
    try {
      String text = client.raw("/api/v1/nodes/" + node + "/proxy/configz");
      return text == null
          ? Optional.empty()
          : Optional.of(new ObjectMapper().readTree(text).path("kubeletconfig"));
    } catch (KubernetesClientException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A request for the first bytes of a pod's log at the API server. */
  public Target head(String pod, int bytes) {
    Target whole = log(pod, false);
    return new Target(
        URI.create(whole.uri() + "&limitBytes=" + bytes), whole.headers(), whole.tls());
  }

  /** The first bytes of a pod's log, as text. */
  public String start(String pod, int bytes) {
    return client
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .inContainer("main")
        .limitBytes(bytes)
        .getLog();
  }

  /** A request for a pod's log at the API server. */
  public Target log(String pod, boolean follow) {
    URI uri =
        URI.create(config.getMasterUrl())
            .resolve(
                "/api/v1/namespaces/"
                    + namespace
                    + "/pods/"
                    + pod
                    + "/log?container=main"
                    + (follow ? "&follow=true" : ""));
    String token = ApiConnections.token(config);
    return new Target(
        uri, token == null ? Map.of() : Map.of("Authorization", "Bearer " + token), tls);
  }

  /** What is in each request for a pod's log, at the API server and at a proxy before it. */
  public static String logPath(String pod) {
    return "/pods/" + pod + "/log?";
  }

  /** The name of a started task's job, which requests for the job and for its pods have. */
  public String job(String task) throws IOException {
    return of(task).stream()
        .map(pod -> pod.getMetadata().getLabels().get(JOB))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IOException("no pod of " + task + " has a job"));
  }

  /** Removes a task's job and pods, without Druid. */
  public void remove(String task) {
    for (Pod pod : of(task)) {
      String job = pod.getMetadata().getLabels().get(JOB);
      if (job != null) {
        client.batch().v1().jobs().inNamespace(namespace).withName(job).delete();
      }
    }
  }

  /** The same, and no container is given the time to end, as when somebody gives up a node. */
  public void removeByForce(String task) {
    List<Pod> pods = of(task);
    remove(task);
    for (Pod pod : pods) {
      client
          .pods()
          .inNamespace(namespace)
          .withName(pod.getMetadata().getName())
          .withGracePeriod(0)
          .delete();
    }
  }
}
