package io.druidpatch.suite;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.util.Locale;

/**
 * The cluster that a run takes: the suite's answer to {@code detect}, as JSON.
 *
 * @param cluster a kind of Kubernetes
 * @param why why that one, in words
 * @param images how it takes the subjects' images
 */
public record DetectedCluster(ClusterKind cluster, String why, Images images) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a cluster takes images. */
  public enum Images {
    /** From the local Docker. */
    DOCKER,
    /** As files that the suite puts into it. */
    TAR,
    /** From a registry. */
    REGISTRY,
    /** It takes none: tasks are processes of this machine. */
    NONE;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The JSON that {@link #read} takes. */
  public String json() throws JsonProcessingException {
    return JSON.writeValueAsString(this);
  }

  /**
   * Reads the JSON of {@link #json}.
   *
   * @throws Failure with {@link ExitCode#INTERNAL} if it is something else
   */
  public static DetectedCluster read(String json) {
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
