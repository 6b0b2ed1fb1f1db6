package io.druidpatch.suite;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of the suite, with nothing left to decide. The tool hands it over as a file, since the
 * suite is a process of its own.
 *
 * @param cluster the kind that was chosen
 * @param access how a cluster of that kind is reached or started
 * @param scenarios what is measured
 * @param running the options of a run on Kubernetes
 * @param subjects the subjects' names, in the order of the report's columns
 * @param sources what a subject is made of, by its name: its distribution; in process, the folder
 *     that {@code patched-sources} wrote, and nothing for the released jars as they are
 * @param images the subjects' images by name: a name, or a tar file to load
 * @param routers the distributions of the routers that are not the subject's own, by its name
 * @param home the suite's folder, which has {@code conf/} and {@code thresholds.yaml}
 * @param report the folder for the report and the processes' logs
 */
public record SuitePlan(
    ClusterKind cluster,
    ClusterOptions access,
    ScenarioOptions scenarios,
    KubernetesRunOptions running,
    List<String> subjects,
    Map<String, Path> sources,
    Map<String, String> images,
    Map<String, Path> routers,
    Path home,
    Path report) {
  /** Where a run in process has a module's classes, below the module's folder. */
  public static final String UNCHECKED_CLASSES = "target/unchecked/classes";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          // The options have no getters.
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** A subject's image, if it has one. */
  public Optional<String> image(String subject) {
    return Optional.ofNullable(images.get(subject));
  }

  public boolean isInProcess() {
    return cluster == ClusterKind.IN_PROCESS;
  }

  /** Writes the plan beside the logs of its report; gives the file. */
  public Path write() throws IOException {
    Path file = report.resolve("log/plan.json");
    try (AtomicFile whole = AtomicFile.of(file)) {
      JSON.writeValue(whole.path().toFile(), this);
      whole.putInPlace();
    }
    return file;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws Failure with {@link ExitCode#USAGE} if the file is something else
   */
  public static SuitePlan read(Path file) throws IOException {
    try {
      return JSON.readValue(file.toFile(), SuitePlan.class);
    } catch (JsonProcessingException e) {
      throw Failure.of(ExitCode.USAGE, file.toString())
          .says("this is no plan of the suite")
          .found(e.getOriginalMessage())
          .fix("have it written again: verify")
          .cause(e)
          .build();
    }
  }
}
