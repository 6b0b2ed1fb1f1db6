package io.druidpatch.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.series.Series;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
      throw damaged(statement, "a provenance statement", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Checks every checksum.
   *
   * @return the files, with their SHA-256
   * @throws Failure with {@link ExitCode#DAMAGED} if a file is another, is missing or is too many
   */
  SortedMap<String, String> check() throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    Set<String> there = PartialRelease.below(folder);
    for (String sums : ChecksumsStep.FILES.keySet()) {
      Set<String> named = new TreeSet<>();
      for (String below : List.of("", PartialRelease.REPORT + "/")) {
        Path file = folder.resolve(below + sums);
        if (!below.isEmpty() && there.stream().noneMatch(path -> path.startsWith(below))) {
          continue;
        }
        if (!Files.isRegularFile(file)) {
          throw damaged(file, "checksums", "no such file");
        }
        for (String line : Files.readAllLines(file)) {
          String[] parts = line.split(" {2}", 2);
          Path path = folder.resolve(below + parts[parts.length - 1]);
          String digest =
              Files.isRegularFile(path)
                  ? Digests.of(path, ChecksumsStep.FILES.get(sums))
                  : "no such file";
          if (!digest.equals(parts[0])) {
            throw damaged(path, parts[0] + ", as " + below + sums + " says", digest);
          }
          named.add(below + parts[1]);
          if (sums.equals("SHA256SUMS")) {
            files.put(below + parts[1], digest);
          }
        }
      }
      Set<String> more = new TreeSet<>(there);
      more.removeAll(named);
      more.removeIf(
          path -> ChecksumsStep.FILES.containsKey(Path.of(path).getFileName().toString()));
      if (!more.isEmpty()) {
        throw damaged(folder, "the files that " + sums + " names", String.join(", ", more));
      }
    }
    return files;
  }

  private Failure damaged(Path file, String expected, String found) {
    return Failure.of(ExitCode.DAMAGED, file.toString())
        .says("the release is not what was made")
        .expected(expected)
        .found(found)
        .fix("remove " + folder + ", and make it again; it comes out the same")
        .build();
  }
}
