package io.druidpatch.verification.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.storage.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks a distribution that {@code build} made. */
public final class UnpackedSubject {
  private static final int EXECUTABLE = 0100;

  private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);

  /** What makes of a name a path, a drive or a stream on one of the systems. */
  private static final Pattern ELSEWHERE = Pattern.compile("[\\\\:\\x00]");

  private UnpackedSubject() {}

  /**
   * Unpacks one.
   *
   * @param folder where to, new
   * @throws IOException if it is no distribution of this project's tool, or has an entry that is a
   *     link or leads out of its folder
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
        Digests.of(tarball, "SHA-256"),
        provenance.path("tip").asText(),
        List.copyOf(entries),
        image);
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path file = folder.resolve(below(entry));
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

  /**
   * An entry's path below the tarball's top folder: the one rule for what this module unpacks.
   *
   * @throws IOException if it may lead elsewhere, by its name or as a link
   */
  private static String below(TarArchiveEntry entry) throws IOException {
    String name = entry.getName();
    String path = entry.isDirectory() && name.endsWith("/") ? name : name + "/";
    for (String part : path.substring(0, path.length() - 1).split("/", -1)) {
      if (part.isEmpty()
          || part.equals(".")
          || part.equals("..")
          || ELSEWHERE.matcher(part).find()) {
        throw new IOException("an entry that leads out of its folder: " + name);
      }
    }
    if (!entry.isDirectory() && !PLAIN.contains(entry.getLinkFlag())) {
      throw new IOException("an entry that is neither a file nor a folder: " + name);
    }
    int slash = path.indexOf('/');
    if (slash == path.length() - 1 && !entry.isDirectory()) {
      throw new IOException("an entry outside of the top folder: " + name);
    }
    return path.substring(slash + 1).replaceAll("/$", "");
  }
}
