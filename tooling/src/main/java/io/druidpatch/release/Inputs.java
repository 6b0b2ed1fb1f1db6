package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.image.ImageName;
import io.druidpatch.maven.Jdk;
import io.druidpatch.modules.DruidMaven;
import io.druidpatch.series.Series;
import io.druidpatch.storage.Digests;
import io.druidpatch.suite.ClusterKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that decides what a release is, known before anything is made. They are published with it, so
 * nothing of this machine is in them.
 *
 * @param values by name
 */
record Inputs(SortedMap<String, String> values) {
  static final String VERSION = "version";
  static final String PREVIOUS = "previous";
  static final String PROJECT = "project";
  static final String SERIES = "series";
  static final String TOOL = "tool";
  static final String SUITE = "suite";
  static final String VERIFICATION = "verification";
  static final String JDK = "jdk";
  static final String JAVA = "java";
  static final String SIGAR = "withoutSigar";
  static final String IMAGE_BASE = "imageBase";
  static final String WITHOUT = "without";

  /** The inputs of a release, each with its digest. */
  static Inputs of(
      ReleaseRequest request, Series series, Optional<LastRelease> last, ProjectRepository project)
      throws IOException {
    Jdk jdk = Jdk.require(request.tools().jdk(), DruidMaven.JAVA);
    SortedMap<String, String> values = new TreeMap<>();
    values.put(VERSION, request.version().toString());
    values.put(PREVIOUS, last.map(one -> one.name() + ", " + one.series()).orElse("none"));
    values.put(PROJECT, project.head());
    values.put(SERIES, digest(series));
    values.put(
        TOOL,
        request.toolVersion()
            + ", tooling "
            + project.at("tooling").orElse("none")
            + ", common "
            + project.at("common").orElse("none")
            + ", pom.xml "
            + project.at("pom.xml").orElse("none"));
    values.put(SUITE, project.at("verification").orElse("none"));
    values.put(
        VERIFICATION,
        request.cluster().kind().map(ClusterKind::word).orElse("auto")
            + ", options "
            // Which cluster it is by name is the machine's, and no reader's.
            + digest(String.join("\n", request.cluster().given())));
    values.put(JDK, jdk.version() + ", " + jdk.vendor());
    values.put(JAVA, Runtime.version() + ", " + System.getProperty("java.vendor"));
    values.put(SIGAR, String.valueOf(request.tools().withoutSigar()));
    values.put(IMAGE_BASE, image(request.imageBase()));
    values.put(
        WITHOUT,
        new TreeMap<>(request.without())
            .entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .reduce((one, other) -> one + "; " + other)
                .orElse("nothing"));
    return new Inputs(values);
  }

  /** A file has no name that means something elsewhere. */
  private static String image(ImageName base) throws IOException {
    if (!base.isTar()) {
      return base.text();
    }
    if (!Files.isRegularFile(base.file())) {
      throw Failure.of(ExitCode.USAGE, "--image-base " + base.text())
          .says("there is no such file")
          .build();
    }
    return "tar sha256:" + Digests.of(base.file(), "SHA-256");
  }

  /** The SHA-256 of a series: of its file and of its local patches, on all its bases. */
  static String digest(Series series) throws IOException {
    List<String> files = new ArrayList<>(List.of(Digests.of(series.file(), "SHA-256")));
    for (Path patch : series.patches()) {
      files.add(Digests.of(patch, "SHA-256") + "  " + patch.getFileName());
    }
    return digest(String.join("\n", files));
  }

  static String digest(String text) throws IOException {
    return Digests.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "SHA-256");
  }

  /** The digests of the inputs with these names. */
  SortedMap<String, String> only(Collection<String> names) {
    SortedMap<String, String> some = new TreeMap<>(values);
    some.keySet().retainAll(names);
    return some;
  }

  /** How two collections of inputs differ, a line for each name; empty if they do not. */
  static List<String> differences(Map<String, String> then, Map<String, String> now) {
    TreeMap<String, String> names = new TreeMap<>(then);
    names.putAll(now);
    List<String> lines = new ArrayList<>();
    for (String name : names.keySet()) {
      String before = then.getOrDefault(name, "nothing");
      String after = now.getOrDefault(name, "nothing");
      if (!before.equals(after)) {
        lines.add(name + " is " + after + " and was " + before);
      }
    }
    return lines;
  }
}
