package io.druidpatch.verification.druid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The configuration files of a run: the files of {@code verification/conf} with the placeholders
 * between {@code @} filled in.
 */
final class Configuration {
  private static final Pattern WORD = Pattern.compile("@([A-Z0-9_]+)@");

  private final Path templates;
  private final Path folder;
  private final Map<String, String> words = new TreeMap<>();

  Configuration(Path templates, Path folder) {
    this.templates = templates;
    this.folder = folder;
    words.put("CONF", folder.toString());
  }

  Configuration with(String word, Object value) {
    words.put(word, String.valueOf(value));
    return this;
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Writes all files.
   *
   * @throws IOException if a file has an unknown placeholder
   */
  void write() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(templates)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path template : files) {
      Path file = folder.resolve(templates.relativize(template).toString());
      Files.createDirectories(file.getParent());
      Files.writeString(file, filled(template));
    }
  }

  /**
   * Copies all files of a folder, as they are.
   *
   * @param name of the folder that gets them
   */
  void add(String name, Path from) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path source : files) {
      Path file = file(name).resolve(from.relativize(source).toString());
      Files.createDirectories(file.getParent());
      Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String filled(Path template) throws IOException {
    Matcher word = WORD.matcher(Files.readString(template));
    StringBuilder text = new StringBuilder();
    while (word.find()) {
      String value = words.get(word.group(1));
      if (value == null) {
        throw new IOException(template + ": nothing fills in " + word.group());
      }
      word.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return word.appendTail(text).toString();
  }

  /** Sets properties in a file that was written, and replaces properties of the same names. */
  void set(String name, Map<String, String> properties) throws IOException {
    Path file = file(name);
    Map<String, String> left = new LinkedHashMap<>(properties);
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String value = left.remove(line.split("=", 2)[0]);
      lines.add(value == null ? line : line.split("=", 2)[0] + "=" + value);
    }
    left.forEach((property, value) -> lines.add(property + "=" + value));
    Files.write(file, lines);
  }

  /** Ports that are free now on an address, all different. */
  static List<Integer> freePorts(String address, int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName(address)));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      sockets.forEach(
          socket -> {
            try {
              socket.close();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
