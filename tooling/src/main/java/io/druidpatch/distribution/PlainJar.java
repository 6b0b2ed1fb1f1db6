package io.druidpatch.distribution;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A jar rewritten so that only what was compiled decides its bytes: entries sorted, one time, no
 * word of the machine in the manifest. The entries are stored, not deflated: the bytes that a
 * deflater makes depend on the zlib of the machine, and the tarball compresses them anyway.
 */
public final class PlainJar {
  private PlainJar() {}

  /**
   * Rewrites a jar.
   *
   * @param time the time of every entry
   * @param revision the commit that it was built from, for the manifest
   */
  public static void write(Path jar, Path target, Instant time, String revision)
      throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            entries.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
    byte[] manifest = entries.remove(JarFile.MANIFEST_NAME);
    try (OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      LocalDateTime stamp = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
      if (manifest != null) {
        store(zip, JarFile.MANIFEST_NAME, plain(manifest, revision), stamp);
      }
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        byte[] bytes =
            entry.getKey().endsWith("/pom.properties")
                ? withoutComments(entry.getValue())
                : entry.getValue();
        store(zip, entry.getKey(), bytes, stamp);
      }
    }
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes, LocalDateTime stamp)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    // The local time of the entry as it is: setTime would go through the machine's time zone.
    entry.setTimeLocal(stamp);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /** Without the attributes that tell of the machine, the user or the moment. */
  private static byte[] plain(byte[] manifest, String revision) throws IOException {
    Manifest read = new Manifest(new ByteArrayInputStream(manifest));
    Map<String, String> attributes = new TreeMap<>();
    read.getMainAttributes()
        .forEach((key, value) -> attributes.put(key.toString(), (String) value));
    attributes
        .keySet()
        .removeIf(
            key ->
                (key.startsWith("Build-") && !key.equals("Build-Jdk-Spec"))
                    || key.equals("Built-By"));
    attributes.put("Build-Revision", revision);
    Manifest plain = new Manifest();
    plain.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach((key, value) -> plain.getMainAttributes().putValue(key, value));
    new TreeMap<>(read.getEntries()).forEach(plain.getEntries()::put);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    plain.write(out);
    return out.toByteArray();
  }

  private static byte[] withoutComments(byte[] properties) {
    return new String(properties, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
