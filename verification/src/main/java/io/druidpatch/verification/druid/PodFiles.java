package io.druidpatch.verification.druid;

import io.druidpatch.verification.pod.LogGenerator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Base64;
import java.util.stream.Collectors;

/** The files that a task's pod mounts, in a config map of the run's namespace. */
final class PodFiles {
  private static final String NAME = "verification";

  private PodFiles() {}

  /** Puts them there, in place of those of an earlier subject. */
  static void create(Configuration configuration, Services.Setup setup) throws IOException {
    String namespace = setup.cluster().namespace();
    // A peon has no way to the metadata store.
    String common =
        Files.readAllLines(configuration.file(Services.COMMON)).stream()
            .filter(line -> !line.startsWith("druid.metadata."))
            .map(
                line ->
                    line.startsWith("druid.s3.endpoint.url=")
                        ? "druid.s3.endpoint.url=" + setup.storeForPods()
                        : line)
            .collect(Collectors.joining("\n", "", "\n"));
    byte[] generator;
    try (InputStream in = LogGenerator.class.getResourceAsStream("LogGenerator.class")) {
      generator = in.readAllBytes();
    }
    ConfigMap files =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(namespace)
            .endMetadata()
            .addToData("common.runtime.properties", common)
            .addToData("main.sh", Files.readString(configuration.file("peon/main.sh")))
            .addToData(
                "runtime.properties",
                Files.readString(configuration.file("peon/runtime.properties")))
            .addToData("log4j2.xml", Files.readString(configuration.file("peon/log4j2.xml")))
            .addToBinaryData("LogGenerator.class", Base64.getEncoder().encodeToString(generator))
            .build();
    setup.client().configMaps().inNamespace(namespace).withName(NAME).delete();
    setup.client().resource(files).create();
  }
}
