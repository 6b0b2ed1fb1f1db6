package io.druidpatch.distribution;

import io.druidpatch.storage.Digests;
import io.druidpatch.storage.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The first place where two tarballs differ, down into the jars that they hold, the way diffoscope
 * looks: the innermost file that differs, and how.
 *
 * @param path the files from the outside in, each within the one before
 * @param why what is different about the last
 */
public record Difference(List<String> path, String why) {

  /** The first difference; empty if the two are the same bytes. */
  public static Optional<Difference> between(Path left, Path right) throws IOException {
    InputFile.refuseFolder(left);
    InputFile.refuseFolder(right);
    if (Files.mismatch(left, right) < 0) {
      return Optional.empty();
    }
    // By their digests first: a distribution's files do not all fit into memory twice.
    Optional<String> name = firstDiffering(digests(left), digests(right));
    if (name.isEmpty()) {
      return Optional.of(
          new Difference(
              List.of(),
              "the files in it are the same; their order, times, owners or compression are not"));
    }
    return first(bytes(left, name.get()), bytes(right, name.get()));
  }

  private static Optional<String> firstDiffering(
      NavigableMap<String, String> left, NavigableMap<String, String> right) {
    TreeSet<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(left.get(name), right.get(name)))
        .findFirst();
  }

  @Override
  public String toString() {
    return path.isEmpty() ? why : String.join(" > ", path) + ": " + why;
  }

  private static NavigableMap<String, String> digests(Path tarball) throws IOException {
    NavigableMap<String, String> digests = new TreeMap<>();
    String top =
        Tarball.read(
            tarball,
            (path, executable, bytes) ->
                digests.put(label(path, executable), Digests.of(bytes, "SHA-256")));
    digests.put("", top);
    return digests;
  }

  private static NavigableMap<String, byte[]> bytes(Path tarball, String name) throws IOException {
    NavigableMap<String, byte[]> found = new TreeMap<>();
    String top =
        Tarball.read(
            tarball,
            (path, executable, bytes) -> {
              if (label(path, executable).equals(name)) {
                found.put(name, bytes.readAllBytes());
              }
            });
    if (name.isEmpty()) {
      found.put("", top.getBytes(StandardCharsets.UTF_8));
    }
    return found;
  }

  private static String label(String path, boolean executable) {
    return executable ? path + " (a program)" : path;
  }

  private static Optional<Difference> first(
      NavigableMap<String, byte[]> left, NavigableMap<String, byte[]> right) throws IOException {
    TreeSet<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    for (String name : names) {
      byte[] a = left.get(name);
      byte[] b = right.get(name);
      if (a == null || b == null) {
        String where = a == null ? "second" : "first";
        return Optional.of(new Difference(List.of(name), "only the " + where + " has it"));
      }
      if (!Arrays.equals(a, b)) {
        return Optional.of(inside(name, a, b));
      }
    }
    return Optional.empty();
  }

  private static Difference inside(String name, byte[] a, byte[] b) throws IOException {
    if (name.isEmpty()) {
      return new Difference(
          List.of(),
          "the top folder is " + text(a).orElseThrow() + " and " + text(b).orElseThrow());
    }
    if (name.endsWith(".jar")) {
      Optional<Difference> within = first(zip(a), zip(b));
      if (within.isPresent()) {
        List<String> path = new java.util.ArrayList<>(List.of(name));
        path.addAll(within.get().path());
        return new Difference(path, within.get().why());
      }
      return new Difference(
          List.of(name), "the entries are the same; their order, times or compression are not");
    }
    Optional<String> left = text(a);
    Optional<String> right = text(b);
    if (left.isPresent() && right.isPresent()) {
      return new Difference(List.of(name), line(left.get(), right.get()));
    }
    int at = Arrays.mismatch(a, b);
    return new Difference(
        List.of(name),
        "byte " + at + " differs (" + a.length + " and " + b.length + " bytes in all)");
  }

  private static NavigableMap<String, byte[]> zip(byte[] bytes) throws IOException {
    NavigableMap<String, byte[]> entries = new TreeMap<>();
    try (InputStream in = new ByteArrayInputStream(bytes);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static Optional<String> text(byte[] bytes) {
    for (byte one : bytes) {
      if (one == 0) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String line(String left, String right) {
    List<String> a = left.lines().toList();
    List<String> b = right.lines().toList();
    int at = 0;
    while (at < a.size() && at < b.size() && a.get(at).equals(b.get(at))) {
      at++;
    }
    return "line " + (at + 1) + ": " + quoted(a, at) + " and " + quoted(b, at);
  }

  private static String quoted(List<String> lines, int at) {
    return at < lines.size() ? "\"" + lines.get(at) + "\"" : "the end";
  }
}
