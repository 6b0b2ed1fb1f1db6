package io.druidpatch.verification.cluster;

import io.druidpatch.suite.ClusterKind;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;

/**
 * A Kubernetes that the suite runs tasks on, with one namespace in it that the suite made. Closing
 * it takes away all that the suite put there, and nothing else.
 */
public interface Cluster extends AutoCloseable {
  ClusterKind kind();

  /** What the API server says of its version, for example {@code v1.20.2}. */
  String version();

  /** How a client reaches the API, with the rights to do everything in {@link #namespace()}. */
  Config api();

  /**
   * The same over TLS, where a client may speak HTTP/2.
   *
   * @throws IOException if there is no such way
   */
  default Config secureApi() throws IOException {
    if (!api().getMasterUrl().startsWith("https")) {
      throw new IOException("the API at " + api().getMasterUrl() + " is not reached over TLS");
    }
    return api();
  }

  /**
   * Ends the API server as a crash does, and starts it again.
   *
   * @param away how long it is away
   * @return false if that is not within the run's reach, and was not done
   */
  default boolean restartApi(Duration away) throws IOException, InterruptedException {
    return false;
  }

  /** The namespace that was made for this run. */
  String namespace();

  /** The address of this machine as a pod reaches it. */
  String hostAddress();

  /**
   * Makes a subject's distribution available to pods.
   *
   * @return what a pod template has to name as its image
   */
  String image(Subject subject) throws IOException;

  /**
   * Ends all processes of the pod's main container but its first with SIGKILL, as the kernel does
   * to one that takes too much memory; the container then ends with exit code 137.
   */
  void killContainer(String pod) throws IOException;

  /** Evicts a pod as a node drain does, by the API's eviction subresource. */
  void evict(String pod) throws IOException;

  @Override
  void close();
}
