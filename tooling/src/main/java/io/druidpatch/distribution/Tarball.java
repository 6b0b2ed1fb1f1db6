package io.druidpatch.distribution;

import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.GZIPException;
import com.jcraft.jzlib.GZIPOutputStream;
import com.jcraft.jzlib.JZlib;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.TreePath;
import io.druidpatch.storage.InputFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A {@code tar.gz} whose bytes depend on its content alone: entries sorted, one time, no owner, a
 * deflater written in Java (the JDK's is the machine's zlib, and two of those differ).
 */
public final class Tarball {
  private static final int LEVEL = 6;
  private static final int BUFFER = 1 << 16;

  private static final Set<Byte> PLAIN = Set.of(TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM);

  private Tarball() {}

  /**
   * Writes a tarball whose bytes depend on the layout and the time alone.
   *
   * @param top the one folder that everything is in
   * @param time the time of every entry
   */
  public static void write(Layout layout, String top, Instant time, Path target)
      throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target), BUFFER);
        OutputStream gzip = gzip(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      TreeSet<String> folders = new TreeSet<>();
      for (Map.Entry<String, Layout.Item> entry : layout.items().entrySet()) {
        String path = top + "/" + entry.getKey();
        for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
          String folder = path.substring(0, end + 1);
          if (folders.add(folder)) {
            tar.putArchiveEntry(plain(folder, 0755, time));
            tar.closeArchiveEntry();
          }
        }
        Layout.Item item = entry.getValue();
        TarArchiveEntry header = plain(path, item.executable() ? 0755 : 0644, time);
        header.setSize(item.size());
        tar.putArchiveEntry(header);
        try (InputStream in = item.source().open()) {
          in.transferTo(tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }

  private static TarArchiveEntry plain(String path, int mode, Instant time) {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setMode(mode);
    entry.setModTime(Date.from(time));
    entry.setIds(0, 0);
    entry.setNames("", "");
    return entry;
  }

  private static OutputStream gzip(OutputStream out) throws IOException {
    try {
      // Window bits over 15 ask for the gzip form; its header has no time and no name.
      Deflater deflater = new Deflater(LEVEL, JZlib.MAX_WBITS + 16);
      return new GZIPOutputStream(out, deflater, BUFFER, true);
    } catch (GZIPException e) {
      throw new IOException(e);
    }
  }

  /** What to do with an entry of a tarball. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * An entry that is a file.
     *
     * @param path its path below the top folder
     */
    void file(String path, boolean executable, InputStream bytes) throws IOException;
  }

  /**
   * Reads a tarball that has one top folder.
   *
   * @return the name of that folder
   * @throws Failure with {@link ExitCode#DAMAGED} if it is truncated, is none, or has an entry that
   *     is a link or whose path {@link TreePath} refuses
   */
  public static String read(Path tarball, Visitor visitor) throws IOException {
    String top = null;
    try (InputStream file = new BufferedInputStream(InputFile.open(tarball), BUFFER);
        InputStream gzip = new GZIPInputStream(file, BUFFER);
        TarArchiveInputStream tar = new TarArchiveInputStream(gzip, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name =
            entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
        String path = entry.isDirectory() ? name.replaceAll("/$", "") : name;
        Optional<String> why = path.isEmpty() ? Optional.empty() : TreePath.refusal(path);
        if (why.isPresent()) {
          throw damaged(
              tarball, "has an entry with a path that is refused", name + ": " + why.get());
        }
        if (entry.isDirectory()) {
          continue;
        }
        List<String> parts = List.of(name.split("/"));
        if (!PLAIN.contains(entry.getLinkFlag())) {
          throw damaged(tarball, "has an entry that is neither a file nor a folder", name);
        }
        if (parts.size() < 2 || (top != null && !top.equals(parts.get(0)))) {
          throw damaged(tarball, "has an entry outside of its one top folder", name);
        }
        top = parts.get(0);
        visitor.file(name.substring(top.length() + 1), (entry.getMode() & 0100) != 0, tar);
      }
      // The checksum of gzip stands at the end: reading on to it finds a truncated file.
      gzip.transferTo(OutputStream.nullOutputStream());
    } catch (EOFException | ZipException e) {
      throw damaged(tarball, "is truncated or no tar.gz", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (e.getMessage() != null && e.getMessage().contains("Truncated")) {
        throw damaged(tarball, "is truncated", e.getMessage());
      }
      throw e;
    }
    if (top == null) {
      throw damaged(tarball, "is empty", "no file");
    }
    return top;
  }

  /**
   * Keeps an entry's bytes in a folder, for a {@link Visitor} that needs them later.
   *
   * @return the file
   */
  public static Path keep(String path, InputStream bytes, Path folder) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private static Failure damaged(Path tarball, String problem, String found) {
    return Failure.of(ExitCode.DAMAGED, tarball.toString())
        .says(problem)
        .found(found)
        .fix("get it again from where it was released")
        .build();
  }
}
