package io.druidpatch.verification.embedded.kubelet;

import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of a container's environment, as the kubelet works them out. */
final class Environment {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([-._a-zA-Z0-9]+)\\)");
  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(annotations|labels)\\['([^']*)'\\]");

  private final Registry registry;
  private final Pod pod;
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @param pod with its address
   * @throws ContainerFailure if a value refers to something that is not there
   */
  Environment(Registry registry, Pod pod, Container container) {
    this.registry = registry;
    this.pod = pod;
    container.getEnvFrom().forEach(this::addAll);
    for (EnvVar variable : container.getEnv()) {
      value(variable).ifPresent(value -> values.put(variable.getName(), value));
    }
  }

  Map<String, String> values() {
    return values;
  }

  /** Replaces {@code $(NAME)}; a name that is not known stays as it is written. */
  String expand(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match -> {
              String name = match.group(1);
              String value = name == null ? "$" : values.getOrDefault(name, match.group());
              return Matcher.quoteReplacement(value);
            });
  }

  private void addAll(EnvFromSource source) {
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    Map<String, String> data = Map.of();
    if (source.getConfigMapRef() != null) {
      data =
          configMap(
              source.getConfigMapRef().getName(),
              Boolean.TRUE.equals(source.getConfigMapRef().getOptional()));
    } else if (source.getSecretRef() != null) {
      data =
          secret(
              source.getSecretRef().getName(),
              Boolean.TRUE.equals(source.getSecretRef().getOptional()));
    }
    data.forEach((key, value) -> values.put(prefix + key, value));
  }

  private Optional<String> value(EnvVar variable) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Optional.of(variable.getValue() == null ? "" : expand(variable.getValue()));
    }
    if (source.getFieldRef() != null) {
      return Optional.of(field(source.getFieldRef().getFieldPath()));
    }
    if (source.getConfigMapKeyRef() != null) {
      String name = source.getConfigMapKeyRef().getName();
      boolean optional = Boolean.TRUE.equals(source.getConfigMapKeyRef().getOptional());
      return key(configMap(name, optional), source.getConfigMapKeyRef().getKey(), name, optional);
    }
    if (source.getSecretKeyRef() != null) {
      String name = source.getSecretKeyRef().getName();
      boolean optional = Boolean.TRUE.equals(source.getSecretKeyRef().getOptional());
      return key(secret(name, optional), source.getSecretKeyRef().getKey(), name, optional);
    }
    throw ContainerFailure.config(
        "env " + variable.getName() + ": this source of a value is not supported here");
  }

  private static Optional<String> key(
      Map<String, String> data, String key, String name, boolean optional) {
    String value = data.get(key);
    if (value == null && !optional) {
      throw ContainerFailure.config("couldn't find key " + key + " in " + name);
    }
    return Optional.ofNullable(value);
  }

  private Map<String, String> configMap(String name, boolean optional) {
    return registry
        .store()
        .find(ResourceType.CONFIG_MAPS, pod.getMetadata().getNamespace(), name)
        .map(map -> map.getData() == null ? Map.<String, String>of() : map.getData())
        .orElseGet(() -> missing("configmap", name, optional));
  }

  private Map<String, String> secret(String name, boolean optional) {
    return registry
        .store()
        .find(ResourceType.SECRETS, pod.getMetadata().getNamespace(), name)
        .map(
            secret -> {
              Map<String, String> data = new LinkedHashMap<>();
              if (secret.getData() != null) {
                secret
                    .getData()
                    .forEach(
                        (key, value) ->
                            data.put(
                                key,
                                new String(
                                    Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
              }
              return data;
            })
        .orElseGet(() -> missing("secret", name, optional));
  }

  private static Map<String, String> missing(String kind, String name, boolean optional) {
    if (optional) {
      return Map.of();
    }
    throw ContainerFailure.config(kind + " \"" + name + "\" not found");
  }

  private String field(String path) {
    ObjectMeta metadata = pod.getMetadata();
    Matcher subscript = SUBSCRIPT.matcher(path);
    if (subscript.matches()) {
      Map<String, String> map =
          subscript.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
      return map == null ? "" : map.getOrDefault(subscript.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> metadata.getName();
      case "metadata.namespace" -> metadata.getNamespace();
      case "metadata.uid" -> metadata.getUid();
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "status.podIP", "status.podIPs" -> pod.getStatus().getPodIP();
      case "status.hostIP" -> pod.getStatus().getHostIP();
      case "spec.serviceAccountName" ->
          pod.getSpec().getServiceAccountName() == null
              ? "default"
              : pod.getSpec().getServiceAccountName();
      default -> throw ContainerFailure.config("unsupported fieldPath: " + path);
    };
  }
}
