package io.druidpatch.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;

/**
 * The cluster that the suite would run on.
 *
 * @param cluster {@code k3s}, {@code kubeconfig} or {@code embedded}
 * @param why why that one, in words
 * @param images how it takes the subjects' images
 */
public record DetectedCluster(String cluster, String why, Images images) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  /** How a cluster takes images. */
  public enum Images {
    /** From the local Docker. */
    DOCKER,
    /** As files that the suite puts into it. */
    TAR,
    /** From a registry. */
    REGISTRY,
    /** It takes none: tasks are processes of this machine. */
    NONE
  }

  /**
   * Reads the suite's answer to {@code detect}.
   *
   * @throws Failure with {@link ExitCode#INTERNAL} if it is not as agreed
   */
  static DetectedCluster read(String json) {
    DetectedCluster found = null;
    JsonProcessingException cause = null;
    try {
      found = JSON.readValue(json, DetectedCluster.class);
    } catch (JsonProcessingException e) {
      cause = e;
    }
    if (found == null || found.cluster() == null || found.images() == null) {
      throw Failure.of(ExitCode.INTERNAL, "verification detect")
          .says("the suite's answer is not understood")
          .expected("{\"cluster\":\"…\",\"why\":\"…\",\"images\":\"docker|tar|registry|none\"}")
          .found(json.isBlank() ? "nothing" : json.strip())
          .cause(cause)
          .build();
    }
    return found;
  }
}
