package io.druidpatch.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A release that is there.
 *
 * @param folder its folder
 * @param series what would be released now
 */
record Finished(Path folder, ReleaseVersion version, Series series) {

  /** Why it is not what would be made now; empty if it is. */
  Optional<Failure> other(Inputs inputs) throws IOException {
    Path statement = ProvenanceStep.file(folder, version);
    if (!Files.isRegularFile(statement)) {
      return Optional.of(
          Failure.of(ExitCode.REFUSED, folder.toString())
              .says("is there already, and is no release that this command made")
              .expected("a file " + statement.getFileName() + " in it")
              .fix("name another folder: --output DIR")
              .build());
    }
    List<String> differences = Inputs.differences(made(statement), inputs.values());
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Failure.of(ExitCode.REFUSED, folder.toString())
                .says("the release is there already, made of something else")
                .found(String.join("; ", differences))
                .fix(
                    "give the new one a number of its own: "
                        + series.command("release " + version.next().number()))
                .build());
  }

  private Map<String, String> made(Path statement) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try {
      JsonNode release =
          mapper
              .readTree(statement.toFile())
              .at("/predicate/buildDefinition/externalParameters/" + ProvenanceStep.PARAMETER);
      return mapper.convertValue(release, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new ReleaseFiles(folder)
          .damaged(statement, "a provenance statement", String.valueOf(e.getMessage()));
    }
  }

  /** Checks every checksum, as {@link ReleaseFiles#check} does. */
  SortedMap<String, String> check() throws IOException {
    return new ReleaseFiles(folder).check();
  }
}
