package io.druidpatch.verification.cluster;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Duration;

/**
 * A Kubernetes cluster that the suite runs tasks on, with one namespace that the suite made.
 * Closing it removes everything that the suite put there, and nothing else.
 */
public interface Cluster extends AutoCloseable {
  ClusterKind kind();

  /** The version that the API server reports, for example {@code v1.20.2}. */
  String version();

  /** The client configuration for the API, with all rights in {@link #namespace()}. */
  Config api();

  /** A client of the API, which whoever asks for it closes. */
  default KubernetesClient client() {
    return new KubernetesClientBuilder().withConfig(api()).build();
  }

  /**
   * The client configuration for the API over TLS, where a client may speak HTTP/2.
   *
   * @throws IOException if the API has no TLS
   */
  default Config secureApi() throws IOException {
    if (!api().getMasterUrl().startsWith("https")) {
      throw new IOException("the API at " + api().getMasterUrl() + " is not reached over TLS");
    }
    return api();
  }

  /**
   * Stops the API server as a crash does, and starts it again.
   *
   * @param away how long it is stopped
   * @return false if the run cannot stop this API server
   */
  default boolean restartApi(Duration away) throws IOException, InterruptedException {
    return false;
  }

  /** The namespace that was made for this run. */
  String namespace();

  /** The address at which pods reach this machine. */
  String hostAddress();

  /**
   * Makes a subject's distribution available to pods.
   *
   * @return the image's name for a pod template
   */
  String image(Subject subject) throws IOException;

  /** When a kubelet pulls an image: it has one whose name has no registry, or cannot get it. */
  static String pullPolicy(String image) {
    return image.contains("/") ? "IfNotPresent" : "Never";
  }

  /**
   * Kills all processes of the pod's main container except the first one, as the kernel does when
   * memory runs out; the container then ends with exit code 137.
   */
  void killContainer(String pod) throws IOException;

  /** Whether the run can take a node of this cluster away. */
  default boolean canLoseNode() {
    return false;
  }

  /**
   * Has a pod's node vanish: its container and its kubelet end together. Nobody says that the pod
   * has ended, and nobody reads its log any more.
   *
   * @throws IOException if the node is still there
   */
  default void loseNode(String pod) throws IOException {
    throw new IOException("no node of this cluster can be taken away");
  }

  /** Brings the node back that {@link #loseNode} took from a pod. */
  default void restoreNode(String pod) throws IOException {}

  /** Evicts a pod as a node drain does, by the API's eviction subresource. */
  void evict(String pod) throws IOException;

  @Override
  void close();
}
