package io.druidpatch.verification.embedded.resource;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceSpecBuilder;
import io.fabric8.kubernetes.api.model.NamespaceStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the API fills in for a new object, and the rules that it must keep. */
public final class Defaults {
  private static final String NAME =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final String LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

  private Defaults() {}

  /** Completes an object that has its name and uid. */
  static void fill(HasMetadata object) {
    if (object instanceof Job job) {
      job(job);
    } else if (object instanceof Pod pod) {
      pod(pod.getSpec());
      pod.setStatus(new PodStatusBuilder().withPhase("Pending").withQosClass(qos(pod)).build());
    } else if (object instanceof Namespace namespace) {
      namespace.setSpec(new NamespaceSpecBuilder().withFinalizers("kubernetes").build());
      namespace.setStatus(new NamespaceStatusBuilder().withPhase("Active").build());
    }
  }

  private static void job(Job job) {
    JobSpec spec = job.getSpec();
    spec.setParallelism(spec.getParallelism() == null ? 1 : spec.getParallelism());
    spec.setCompletions(spec.getCompletions() == null ? 1 : spec.getCompletions());
    spec.setBackoffLimit(spec.getBackoffLimit() == null ? 6 : spec.getBackoffLimit());
    if (!Boolean.TRUE.equals(spec.getManualSelector())) {
      Map<String, String> selected = Map.of("controller-uid", job.getMetadata().getUid());
      spec.setSelector(new LabelSelector(null, selected));
      ObjectMeta template =
          spec.getTemplate().getMetadata() == null
              ? new ObjectMetaBuilder().build()
              : spec.getTemplate().getMetadata();
      Map<String, String> labels =
          new HashMap<>(template.getLabels() == null ? Map.of() : template.getLabels());
      labels.putAll(selected);
      labels.put("job-name", job.getMetadata().getName());
      template.setLabels(labels);
      spec.getTemplate().setMetadata(template);
    }
    pod(spec.getTemplate().getSpec());
    job.setStatus(new JobStatus());
  }

  private static void pod(PodSpec spec) {
    spec.setRestartPolicy(spec.getRestartPolicy() == null ? "Always" : spec.getRestartPolicy());
    spec.setDnsPolicy(spec.getDnsPolicy() == null ? "ClusterFirst" : spec.getDnsPolicy());
    spec.setSchedulerName(
        spec.getSchedulerName() == null ? "default-scheduler" : spec.getSchedulerName());
    if (spec.getTerminationGracePeriodSeconds() == null) {
      spec.setTerminationGracePeriodSeconds(30L);
    }
    if (spec.getSecurityContext() == null) {
      spec.setSecurityContext(new PodSecurityContext());
    }
    for (Container container : spec.getContainers()) {
      if (container.getTerminationMessagePath() == null) {
        container.setTerminationMessagePath("/dev/termination-log");
      }
      if (container.getTerminationMessagePolicy() == null) {
        container.setTerminationMessagePolicy("File");
      }
      if (container.getImagePullPolicy() == null) {
        boolean tagged = container.getImage().matches(".*:(?!latest$)[^/]+");
        container.setImagePullPolicy(tagged ? "IfNotPresent" : "Always");
      }
      if (container.getResources() == null) {
        container.setResources(new ResourceRequirements());
      }
    }
  }

  private static String qos(Pod pod) {
    boolean asks =
        pod.getSpec().getContainers().stream()
            .map(Container::getResources)
            .anyMatch(r -> !empty(r.getLimits()) || !empty(r.getRequests()));
    boolean guaranteed =
        pod.getSpec().getContainers().stream()
            .map(Container::getResources)
            .allMatch(
                r ->
                    !empty(r.getLimits())
                        && r.getLimits().keySet().containsAll(Set.of("cpu", "memory"))
                        && (empty(r.getRequests()) || r.getRequests().equals(r.getLimits())));
    return !asks ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
  }

  private static boolean empty(Map<?, ?> map) {
    return map == null || map.isEmpty();
  }

  /**
   * Checks an object that a client sent.
   *
   * @throws ApiFailure 422
   */
  public static <T extends HasMetadata> void check(ResourceType<T> type, T object) {
    ObjectMeta metadata = object.getMetadata();
    String name = metadata.getName();
    int longest = type.equals(ResourceType.NAMESPACES) || type.equals(ResourceType.JOBS) ? 63 : 253;
    if (name.length() > longest) {
      invalid(
          type, object, "metadata.name", name, "must be no more than " + longest + " characters");
    }
    if (!name.matches(NAME)) {
      invalid(
          type,
          object,
          "metadata.name",
          name,
          "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and"
              + " must start and end with an alphanumeric character");
    }
    labels(type, object, "metadata.labels", metadata);
    if (object instanceof Job job) {
      JobSpec spec = job.getSpec();
      if (spec == null || spec.getTemplate() == null || spec.getTemplate().getSpec() == null) {
        required(type, object, "spec.template.spec.containers");
      }
      if (spec.getTemplate().getMetadata() != null) {
        labels(type, object, "spec.template.labels", spec.getTemplate().getMetadata());
      }
      pod(type, object, "spec.template.spec", spec.getTemplate().getSpec());
      String restart = spec.getTemplate().getSpec().getRestartPolicy();
      if (!List.of("Never", "OnFailure").contains(String.valueOf(restart))) {
        String path = "spec.template.spec.restartPolicy";
        String what =
            "Unsupported value: \""
                + (restart == null ? "Always" : restart)
                + "\": supported values: \"OnFailure\", \"Never\"";
        throw ApiFailure.invalid(type, name, path, "FieldValueNotSupported", what);
      }
    } else if (object instanceof Pod pod) {
      if (pod.getSpec() == null) {
        required(type, object, "spec.containers");
      }
      pod(type, object, "spec", pod.getSpec());
    }
  }

  private static void pod(ResourceType<?> type, HasMetadata object, String path, PodSpec spec) {
    if (spec.getContainers().isEmpty()) {
      required(type, object, path + ".containers");
    }
    for (int i = 0; i < spec.getContainers().size(); i++) {
      Container container = spec.getContainers().get(i);
      if (container.getName() == null || container.getName().isEmpty()) {
        required(type, object, path + ".containers[" + i + "].name");
      }
      if (container.getImage() == null || container.getImage().isEmpty()) {
        required(type, object, path + ".containers[" + i + "].image");
      }
    }
  }

  private static void labels(
      ResourceType<?> type, HasMetadata object, String path, ObjectMeta metadata) {
    if (metadata.getLabels() == null) {
      return;
    }
    metadata
        .getLabels()
        .values()
        .forEach(
            value -> {
              if (value.length() > 63) {
                invalid(type, object, path, value, "must be no more than 63 characters");
              }
              if (!value.matches(LABEL_VALUE)) {
                invalid(
                    type,
                    object,
                    path,
                    value,
                    "a valid label must be an empty string or consist of alphanumeric characters,"
                        + " '-', '_' or '.', and must start and end with an alphanumeric"
                        + " character");
              }
            });
  }

  private static void required(ResourceType<?> type, HasMetadata object, String field) {
    throw ApiFailure.invalid(
        type, object.getMetadata().getName(), field, "FieldValueRequired", "Required value");
  }

  private static void invalid(
      ResourceType<?> type, HasMetadata object, String field, String value, String why) {
    throw ApiFailure.invalid(
        type,
        object.getMetadata().getName(),
        field,
        "FieldValueInvalid",
        "Invalid value: \"" + value + "\": " + why);
  }
}
