package io.druidpatch.verification.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.ClusterKind;
import io.druidpatch.suite.DockerEngine;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.testcontainers.containers.Container;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A k3s cluster in a container, made for the run. The subjects' images are loaded into it. */
public final class K3sCluster implements Cluster {
  private final K3sContainer container;
  private final KubeconfigCluster inside;
  private final Map<Path, String> loaded = new HashMap<>();

  private K3sCluster(K3sContainer container) {
    this.container = container;
    // Pods reach this machine by way of their node, which is a container on Docker's bridge.
    this.inside =
        KubeconfigCluster.open(
            Config.fromKubeconfig(container.getKubeConfigYaml()),
            Optional.of(HostAddress.bridge()),
            Optional.empty());
  }

  /**
   * Starts a cluster.
   *
   * @param image rancher/k3s, or an image that behaves like it
   * @throws Failure with {@link ExitCode#CLUSTER} if there is no Docker, or no such image
   */
  @SuppressWarnings("resource") // Closed with the cluster.
  public static K3sCluster start(String image) {
    if (!DockerEngine.found().answers()) {
      throw Failure.of(ExitCode.CLUSTER, "--cluster k3s")
          .says("k3s needs a Docker engine, and none answers")
          .fix("start Docker, or name another cluster: --cluster embedded")
          .build();
    }
    K3sContainer container =
        new K3sContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s"));
    try {
      container.start();
      return new K3sCluster(container);
    } catch (RuntimeException e) {
      container.close();
      throw Failure.of(ExitCode.CLUSTER, "--cluster k3s")
          .says("k3s cannot be started from the image " + image)
          .found(rootOf(e).getMessage())
          .cause(e)
          .build();
    }
  }

  private static Throwable rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public ClusterKind kind() {
    return ClusterKind.K3S;
  }

  @Override
  public String version() {
    return inside.version() + " (" + container.getDockerImageName() + ")";
  }

  @Override
  public Config api() {
    return inside.api();
  }

  @Override
  public String namespace() {
    return inside.namespace();
  }

  @Override
  public String hostAddress() {
    return inside.hostAddress();
  }

  @Override
  public String image(Subject subject) throws IOException {
    String image = inside.image(subject);
    Path tar = Path.of(image);
    if (!Files.isRegularFile(tar)) {
      return image;
    }
    String known = loaded.get(tar);
    if (known == null) {
      known = load(tar);
      loaded.put(tar, known);
    }
    return known;
  }

  private String load(Path tar) throws IOException {
    String inside = "/tmp/" + tar.getFileName();
    container.copyFileToContainer(MountableFile.forHostPath(tar), inside);
    try {
      Container.ExecResult result =
          container.execInContainer("ctr", "-n", "k8s.io", "images", "import", inside);
      if (result.getExitCode() != 0) {
        throw new IOException(tar + ": cannot be loaded into k3s: " + result.getStderr());
      }
      container.execInContainer("rm", inside);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return nameIn(tar);
  }

  /** The name that an image has in its tar file. */
  private static String nameIn(Path tar) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(tar));
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        if (entry.getName().equals("manifest.json")) {
          String name =
              new ObjectMapper()
                  .readTree(entries.readAllBytes())
                  .path(0)
                  .path("RepoTags")
                  .path(0)
                  .asText();
          if (!name.isEmpty()) {
            return name;
          }
        }
      }
    }
    throw new IOException(tar + ": is no image with a name");
  }

  @Override
  public void killContainer(String pod) throws IOException {
    inside.killContainer(pod);
  }

  @Override
  public void evict(String pod) throws IOException {
    inside.evict(pod);
  }

  @Override
  public void close() {
    try {
      inside.close();
    } finally {
      container.close();
    }
  }
}
