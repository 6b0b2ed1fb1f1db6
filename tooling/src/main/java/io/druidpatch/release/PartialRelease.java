package io.druidpatch.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Digests;
import io.druidpatch.storage.OwnFolder;
import io.druidpatch.storage.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder beside a release's own in which it is made: the finished steps' files, the record of
 * each, and scratch.
 */
final class PartialRelease {
  /** The folder of a release for what comes out different each time. */
  static final String REPORT = "report";

  private final Path target;
  private final Path folder;

  /**
   * @param target the release's folder
   */
  PartialRelease(Path target) {
    this.target = target;
    this.folder = target.resolveSibling("." + target.getFileName() + ".partial");
  }

  Path folder() {
    return folder;
  }

  /** Where the files of finished steps are. */
  Path files() {
    return folder.resolve("files");
  }

  /** What is a step's own, and not published. */
  Path scratch(String step) {
    return folder.resolve("scratch").resolve(step);
  }

  /**
   * Keeps it to this process; makes it if nothing is there.
   *
   * @throws Failure with {@link ExitCode#FOREIGN} if it is somebody else's
   */
  ProcessLock lock() throws IOException {
    OwnFolder.make(folder);
    return ProcessLock.take(folder.resolve("lock"), folder);
  }

  private Path recordFile(String step) {
    return folder.resolve("steps").resolve(step + ".json");
  }

  /** What is written down of a step; empty if it is not finished. */
  Optional<StepRecord> record(String step) throws IOException {
    Path file = recordFile(step);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(StepRecord.read(Files.readString(file)));
    } catch (JsonProcessingException e) {
      // Somebody else's file: the step is done again, and writes it anew.
      return Optional.empty();
    }
  }

  /** How the files of a step differ from what was recorded; empty if they do not. */
  Optional<String> damage(StepRecord record) throws IOException {
    for (Map.Entry<String, String> file : record.files().entrySet()) {
      Path path = files().resolve(file.getKey());
      if (!Files.isRegularFile(path)) {
        return Optional.of(file.getKey() + " is not there any more");
      }
      if (!Digests.of(path, "SHA-256").equals(file.getValue())) {
        return Optional.of(file.getKey() + " is not what the step made");
      }
    }
    return Optional.empty();
  }

  /** An empty folder for the files of a step, until they are all there. */
  Path begin(String step) throws IOException {
    OwnFolder.make(folder);
    // As long as it runs, it is not finished, whatever it was before.
    Files.deleteIfExists(recordFile(step));
    Path part = folder.resolve("part");
    AtomicFile.delete(part);
    return Files.createDirectories(part);
  }

  /** Takes the files of a step, and last records it. */
  StepRecord finish(
      String step, Path part, SortedMap<String, String> inputs, Map<String, String> facts)
      throws IOException {
    SortedMap<String, String> made = new TreeMap<>();
    for (String path : below(part)) {
      Path file = files().resolve(path);
      Files.createDirectories(file.getParent());
      made.put(path, Digests.of(part.resolve(path), "SHA-256"));
      Files.move(
          part.resolve(path),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    StepRecord record = new StepRecord(inputs, made, new TreeMap<>(facts));
    try (AtomicFile aside = AtomicFile.of(recordFile(step))) {
      Files.writeString(aside.path(), record.json());
      aside.putInPlace();
    }
    return record;
  }

  /**
   * Gives the release its name, and removes all else.
   *
   * @param finished the files that are in it; others are of steps that were done again since
   */
  void publish(Set<String> finished) throws IOException {
    for (String path : below(files())) {
      if (!finished.contains(path)) {
        Files.delete(files().resolve(path));
      }
    }
    Path report = files().resolve(REPORT);
    if (Files.isDirectory(report) && below(report).isEmpty()) {
      Files.delete(report);
    }
    Files.move(files(), target, StandardCopyOption.ATOMIC_MOVE);
    clear();
  }

  /** Removes all that is there, if it is the tool's. */
  void clear() throws IOException {
    if (OwnFolder.isMarked(folder)) {
      AtomicFile.delete(folder);
    }
  }

  /** The paths of the files below a folder, sorted. */
  static Set<String> below(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = new ArrayList<>(walk.filter(Files::isRegularFile).toList());
    }
    Set<String> paths = new TreeSet<>();
    files.forEach(file -> paths.add(folder.relativize(file).toString().replace('\\', '/')));
    return paths;
  }
}
