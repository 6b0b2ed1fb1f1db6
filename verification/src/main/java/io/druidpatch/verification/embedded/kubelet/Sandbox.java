package io.druidpatch.verification.embedded.kubelet;

import io.druidpatch.storage.AtomicFile;
import io.druidpatch.verification.embedded.resource.Clock;
import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A pod's resources on this machine: a folder with its volumes and log, an address, and the
 * processes of its first container.
 */
final class Sandbox {
  private static final int EXECUTABLE = 0111;

  private final String address;
  private final Path folder;
  private final String containerId;
  private PodLog log;
  private ContainerProcess process;
  private String startedAt;
  private boolean ended;
  private volatile boolean lost;
  private long grace = Long.MAX_VALUE;

  Sandbox(Pod pod, String address, Path folder) {
    this.address = address;
    this.folder = folder;
    this.containerId = "embedded://" + pod.getMetadata().getUid();
  }

  String address() {
    return address;
  }

  String containerId() {
    return containerId;
  }

  /** When the container started, as the API writes it. */
  String startedAt() {
    return startedAt;
  }

  /** There once the container has been started. */
  synchronized Optional<PodLog> log() {
    return Optional.ofNullable(log);
  }

  synchronized Optional<ContainerProcess> process() {
    return Optional.ofNullable(process);
  }

  synchronized boolean ended() {
    return ended;
  }

  synchronized void markEnded() {
    ended = true;
  }

  /** Ends all that runs in it, and its log, without a word. */
  void lose() {
    lost = true;
    log().ifPresent(PodLog::lose);
    process().ifPresent(ContainerProcess::kill);
  }

  boolean isLost() {
    return lost;
  }

  /** Notes that it has to end; false if it already has to, in no more seconds than these. */
  synchronized boolean hurry(long seconds) {
    boolean news = seconds < grace;
    grace = Math.min(grace, seconds);
    return news;
  }

  /**
   * Makes the volumes and starts the container.
   *
   * @param home where an image's files are, if there is one of that name
   * @param ended gets the exit code
   * @throws ContainerFailure if something that it needs is not there
   */
  void start(Pod pod, Registry registry, Function<String, Optional<Path>> home, IntConsumer ended)
      throws IOException {
    Container container = pod.getSpec().getContainers().get(0);
    Path image =
        home.apply(container.getImage())
            .orElseThrow(
                () -> ContainerFailure.image(container.getImage(), container.getImagePullPolicy()));
    Files.createDirectories(folder.resolve("work"));
    Map<String, Path> places = places(pod, registry, container);
    Pod withAddress = new PodBuilder(pod).editStatus().withPodIP(address).endStatus().build();
    Environment environment = new Environment(registry, withAddress, container);
    String druidHome = environment.values().get("DRUID_HOME");
    if (druidHome != null && druidHome.startsWith("/")) {
      places.putIfAbsent(druidHome, image);
    }
    Mounts mounts = new Mounts(places);
    Map<String, String> values = new LinkedHashMap<>(ofEveryContainer(pod));
    environment.values().forEach((name, value) -> values.put(name, mounts.resolve(value)));
    List<String> command = new ArrayList<>();
    Stream.concat(container.getCommand().stream(), container.getArgs().stream())
        .map(environment::expand)
        .map(mounts::resolve)
        .forEach(command::add);
    if (command.isEmpty()) {
      throw ContainerFailure.config("no command: images have no entry point here");
    }
    Path work =
        container.getWorkingDir() == null
            ? folder.resolve("work")
            : Path.of(mounts.resolve(container.getWorkingDir()));
    synchronized (this) {
      log = new PodLog(folder.resolve("log"));
      startedAt = Clock.now();
      process =
          ContainerProcess.start(command, values, work, pod.getMetadata().getUid(), log, ended);
    }
  }

  /** Besides what the pod says. Nothing of this process's own environment is handed on. */
  private static Map<String, String> ofEveryContainer(Pod pod) {
    String java = System.getProperty("java.home");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("PATH", java + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    values.put("JAVA_HOME", java);
    values.put("HOSTNAME", pod.getMetadata().getName());
    values.put("HOME", System.getProperty("user.home"));
    return values;
  }

  private Map<String, Path> places(Pod pod, Registry registry, Container container)
      throws IOException {
    Map<String, Path> volumes = new HashMap<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      volumes.put(volume.getName(), place(pod.getMetadata(), registry, volume));
    }
    Map<String, Path> places = new HashMap<>();
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path place = volumes.get(mount.getName());
      if (place == null) {
        throw ContainerFailure.config("no volume " + mount.getName());
      }
      String within = mount.getSubPath();
      places.put(mount.getMountPath(), within == null ? place : place.resolve(within));
    }
    return places;
  }

  private Path place(ObjectMeta pod, Registry registry, Volume volume) throws IOException {
    if (volume.getHostPath() != null) {
      Path path = Path.of(volume.getHostPath().getPath());
      String type = volume.getHostPath().getType();
      if (type != null && type.equals("DirectoryOrCreate")) {
        Files.createDirectories(path);
      }
      return path;
    }
    Path place = folder.resolve("volumes").resolve(volume.getName());
    Files.createDirectories(place);
    if (volume.getConfigMap() != null) {
      String name = volume.getConfigMap().getName();
      ConfigMap map =
          registry
              .store()
              .find(ResourceType.CONFIG_MAPS, pod.getNamespace(), name)
              .orElseThrow(() -> ContainerFailure.volume("configmap \"" + name + "\" not found"));
      Map<String, byte[]> files = new HashMap<>();
      if (map.getData() != null) {
        map.getData().forEach((k, v) -> files.put(k, v.getBytes(StandardCharsets.UTF_8)));
      }
      if (map.getBinaryData() != null) {
        map.getBinaryData().forEach((k, v) -> files.put(k, Base64.getDecoder().decode(v)));
      }
      write(place, files, volume.getConfigMap().getItems(), volume.getConfigMap().getDefaultMode());
    } else if (volume.getSecret() != null) {
      String name = volume.getSecret().getSecretName();
      Secret secret =
          registry
              .store()
              .find(ResourceType.SECRETS, pod.getNamespace(), name)
              .orElseThrow(() -> ContainerFailure.volume("secret \"" + name + "\" not found"));
      Map<String, byte[]> files = new HashMap<>();
      if (secret.getData() != null) {
        secret.getData().forEach((k, v) -> files.put(k, Base64.getDecoder().decode(v)));
      }
      write(place, files, volume.getSecret().getItems(), volume.getSecret().getDefaultMode());
    } else if (volume.getEmptyDir() == null) {
      throw ContainerFailure.config(
          "volume " + volume.getName() + ": this kind is not supported here");
    }
    return place;
  }

  /**
   * @param mode of the files; of its bits, those to execute count here
   */
  private static void write(
      Path place, Map<String, byte[]> files, List<KeyToPath> items, Integer mode)
      throws IOException {
    Map<String, String> names = new HashMap<>();
    if (items.isEmpty()) {
      files.keySet().forEach(key -> names.put(key, key));
    } else {
      items.forEach(item -> names.put(item.getKey(), item.getPath()));
    }
    for (Map.Entry<String, String> name : names.entrySet()) {
      byte[] content = files.get(name.getKey());
      if (content == null) {
        throw ContainerFailure.volume("references non-existent config key: " + name.getKey());
      }
      Path file = place.resolve(name.getValue());
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      if (mode != null && (mode & EXECUTABLE) != 0 && !file.toFile().setExecutable(true)) {
        throw new IOException(file + ": cannot be made executable");
      }
    }
  }

  /** Ends what runs, waits for it, and removes the folder. */
  void remove() {
    process().ifPresent(ContainerProcess::kill);
    try {
      if (process().isPresent()) {
        process().get().await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log().ifPresent(PodLog::close);
    try {
      AtomicFile.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
