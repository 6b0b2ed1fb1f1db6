package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.cluster.Cluster;
import io.druidpatch.verification.druid.Services;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/**
 * A pod of the name that the Overlord takes for its own, with a startup probe as the charts for
 * Druid have one. Nothing listens at the probe's port, neither there nor in a peon, so that a real
 * Kubernetes kills what has that probe. What the pod is like stays when it has ended.
 */
final class OverlordPod implements AutoCloseable {
  /** How often the probe may fail, once a second. */
  static final int PATIENCE_SECONDS = 5;

  /**
   * How long a task runs that nobody kills. A kubelet of 1.20 looks at the result of a startup
   * probe when it looks at the pod anyway, which is once a minute or so.
   */
  static final int TASK_SECONDS = 150;

  /** The adapters of the Overlord's own pod have a peon started by it. */
  private static final String SCRIPT = "peon.sh";

  private final KubernetesClient client;
  private final String namespace;

  private OverlordPod(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Makes it. */
  static OverlordPod make(ScenarioContext context) {
    OverlordPod pod = new OverlordPod(context.cluster().client(), context.cluster().namespace());
    try {
      pod.create(context.cluster().image(context.services().subject()));
      return pod;
    } catch (Exception e) {
      pod.close();
      throw new IllegalStateException("the Overlord's pod cannot be made", e);
    }
  }

  private void create(String image) {
    ConfigMap script =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(Services.OVERLORD_POD)
            .withNamespace(namespace)
            .endMetadata()
            .withData(
                Map.of(
                    SCRIPT, "#!/bin/sh\necho \"$@\"\nsleep " + TASK_SECONDS + "\necho has ended\n"))
            .build();
    client.resource(script).create();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(Services.OVERLORD_POD)
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(1L)
            .addNewContainer()
            .withName("overlord")
            .withImage(image)
            .withImagePullPolicy(Cluster.pullPolicy(image))
            .withCommand("sh", "-c", "sleep 1")
            .withNewStartupProbe()
            .withNewHttpGet()
            .withPath("/status/health")
            .withNewPort(8090)
            .endHttpGet()
            .withPeriodSeconds(1)
            .withFailureThreshold(PATIENCE_SECONDS)
            .endStartupProbe()
            .addNewVolumeMount()
            .withName(SCRIPT.replace('.', '-'))
            .withMountPath("/" + SCRIPT)
            .withSubPath(SCRIPT)
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName(SCRIPT.replace('.', '-'))
            .withNewConfigMap()
            .withName(Services.OVERLORD_POD)
            .withDefaultMode(0755)
            .endConfigMap()
            .endVolume()
            .endSpec()
            .build();
    client.resource(pod).create();
  }

  String name() {
    return Services.OVERLORD_POD;
  }

  @Override
  public void close() {
    try (client) {
      client.pods().inNamespace(namespace).withName(Services.OVERLORD_POD).delete();
      client.configMaps().inNamespace(namespace).withName(Services.OVERLORD_POD).delete();
    }
  }
}
