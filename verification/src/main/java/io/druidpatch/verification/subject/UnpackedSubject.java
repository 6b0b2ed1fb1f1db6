package io.druidpatch.verification.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks a distribution that {@code build} made. */
public final class UnpackedSubject {
  private static final int EXECUTABLE = 0100;

  private UnpackedSubject() {}

  /**
   * Unpacks one.
   *
   * @param folder where to, new
   * @throws IOException if it is no distribution of this project's tool
   */
  public static Subject unpack(String name, Path tarball, Path folder, Optional<String> image)
      throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(tarball), 1 << 20);
        InputStream plain =
            GzipCompressorInputStream.builder()
                .setInputStream(file)
                .setDecompressConcatenated(true)
                .get();
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, folder);
      }
    }
    Path patches = folder.resolve("PATCHES.json");
    if (!Files.exists(patches)) {
      throw new IOException(
          tarball + ": has no PATCHES.json: this project's build did not make it");
    }
    JsonNode provenance = new ObjectMapper().readTree(patches.toFile());
    List<String> entries = new ArrayList<>();
    provenance.path("entries").forEach(entry -> entries.add(entry.path("id").asText()));
    return new Subject(
        name,
        folder,
        sha256(tarball),
        provenance.path("tip").asText(),
        List.copyOf(entries),
        image);
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    int slash = entry.getName().indexOf('/');
    Path file = folder.resolve(entry.getName().substring(slash + 1)).normalize();
    if (slash < 0 || !file.startsWith(folder)) {
      throw new IOException("an entry that leads out of its folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    Files.copy(tar, file);
    if ((entry.getMode() & EXECUTABLE) != 0 && !file.toFile().setExecutable(true)) {
      throw new IOException(file + ": cannot be made executable");
    }
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
