package io.druidpatch.release;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.signature.Keyring;
import io.druidpatch.signature.Signer;
import io.druidpatch.signature.SigningKey;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a release, wherever its folder is now: their checksums and their signatures.
 *
 * @param folder the release's folder
 */
public record ReleaseFiles(Path folder) {
  /** What a signature's name has behind that of its file. */
  private static final String SIGNATURE = ".asc";

  /** What is signed besides checksums: what says what the other files are. */
  private static final List<String> SIGNED = List.of(".cdx.json", ".intoto.json", ".openvex.json");

  /**
   * Signs the checksums, and each document that says what the other files are. Nothing is written
   * before all signatures are made; those that are there are replaced.
   *
   * @return the files that are signed now
   * @throws Failure as {@link #check()}
   */
  public Set<String> sign(SigningKey key, Instant now) throws IOException {
    check();
    Instant time = now.truncatedTo(ChronoUnit.SECONDS);
    SortedMap<String, String> signatures = new TreeMap<>();
    for (String path : signed(PartialRelease.below(folder))) {
      signatures.put(path, key.sign(folder.resolve(path), time));
    }
    for (Map.Entry<String, String> one : signatures.entrySet()) {
      try (AtomicFile aside = AtomicFile.of(folder.resolve(one.getKey() + SIGNATURE))) {
        Files.writeString(aside.path(), one.getValue());
        aside.putInPlace();
      }
    }
    return signatures.keySet();
  }

  /**
   * Checks every signature that {@link #sign} makes.
   *
   * @return who made each, by the file
   * @throws Failure as {@link Keyring#check}
   */
  public SortedMap<String, Signer> check(Keyring keys) throws IOException {
    SortedMap<String, Signer> signers = new TreeMap<>();
    for (String path : signed(PartialRelease.below(folder))) {
      signers.put(path, keys.check(folder.resolve(path), folder.resolve(path + SIGNATURE)));
    }
    return signers;
  }

  private static Set<String> signed(Set<String> paths) {
    Set<String> signed = new TreeSet<>(paths);
    signed.removeIf(
        path ->
            !ChecksumsStep.FILES.containsKey(Path.of(path).getFileName().toString())
                && SIGNED.stream().noneMatch(path::endsWith));
    return signed;
  }

  /**
   * Checks every checksum.
   *
   * @return the files, with their SHA-256
   * @throws Failure with {@link ExitCode#DAMAGED} if a file is another, is missing or is too many
   */
  public SortedMap<String, String> check() throws IOException {
    if (!Files.isRegularFile(folder.resolve("SHA256SUMS"))) {
      throw Failure.of(ExitCode.USAGE, folder.toString())
          .says("is no release")
          .expected("a file SHA256SUMS in it")
          .fix("name the folder that `release` made")
          .build();
    }
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
      signed(there).forEach(path -> more.remove(path + SIGNATURE));
      if (!more.isEmpty()) {
        throw damaged(folder, "the files that " + sums + " names", String.join(", ", more));
      }
    }
    return files;
  }

  /** The failure of a file that is not as it was made. */
  Failure damaged(Path file, String expected, String found) {
    return Failure.of(ExitCode.DAMAGED, file.toString())
        .says("the release is not what was made")
        .expected(expected)
        .found(found)
        .fix("remove " + folder + ", and make it again; it comes out the same")
        .build();
  }
}
