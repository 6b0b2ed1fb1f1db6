package io.druidpatch.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a distribution, by their path below its top folder, and where their bytes are. */
public final class Layout {
  private final NavigableMap<String, Item> items = new TreeMap<>();

  /** Where an item's bytes are. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  /**
   * A file of the distribution.
   *
   * @param size in bytes
   * @param executable whether it is a program
   * @param coordinates {@code group:artifact:version} of a jar, if known
   * @param ours whether it was built from the patched tree
   */
  public record Item(
      Source source, long size, boolean executable, Optional<String> coordinates, boolean ours) {}

  /** Adds or replaces a file. */
  public void put(String path, Item item) {
    items.put(path, item);
  }

  /** Adds a file of the machine, as data. */
  public void putFile(String path, Path file, boolean executable) throws IOException {
    put(
        path,
        new Item(
            () -> Files.newInputStream(file),
            Files.size(file),
            executable,
            Optional.empty(),
            false));
  }

  /** Adds a jar. */
  public void putJar(String path, Path file, Optional<String> coordinates, boolean ours)
      throws IOException {
    put(
        path,
        new Item(() -> Files.newInputStream(file), Files.size(file), false, coordinates, ours));
  }

  /** Adds a text. */
  public void putText(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    put(
        path,
        new Item(
            () -> new java.io.ByteArrayInputStream(bytes),
            bytes.length,
            false,
            Optional.empty(),
            false));
  }

  /** Adds a folder's files, with all below them. */
  public void putFolder(String path, Path folder, boolean executable) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = new ArrayList<>(walk.filter(Files::isRegularFile).toList());
    }
    Collections.sort(files);
    for (Path file : files) {
      String below = folder.relativize(file).toString().replace('\\', '/');
      putFile(path + "/" + below, file, executable);
    }
  }

  /** The files, sorted by path. */
  public NavigableMap<String, Item> items() {
    return Collections.unmodifiableNavigableMap(items);
  }
}
