package io.druidpatch.storage;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that the user named. What the system says of a folder or of bytes that are no text names
 * no file; and a file of some gigabytes is not one to be read whole.
 */
public final class InputFile {
  private static final long LARGEST_TEXT_BYTES = 64L << 20;

  private InputFile() {}

  /**
   * Opens a file to read it bit by bit.
   *
   * @throws FileSystemException if it is a folder, or not there
   */
  public static InputStream open(Path file) throws IOException {
    refuseFolder(file);
    return Files.newInputStream(file);
  }

  /**
   * Sees that it is none.
   *
   * @throws FileSystemException if it is a folder
   */
  public static void refuseFolder(Path file) throws FileSystemException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "this is a folder, not a file");
    }
  }

  /**
   * All bytes of a text of at most 64 MiB.
   *
   * @param malformed the class of failure if it is larger
   */
  public static byte[] bytes(Path file, ExitCode malformed) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes((int) LARGEST_TEXT_BYTES + 1);
      if (bytes.length > LARGEST_TEXT_BYTES) {
        throw wrong(
            file,
            malformed,
            "a text of at most " + LARGEST_TEXT_BYTES + " bytes",
            Files.size(file) + " bytes");
      }
      return bytes;
    }
  }

  /**
   * A text in UTF-8.
   *
   * @param malformed the class of failure if it is none; it names the line
   */
  public static String text(Path file, ExitCode malformed) throws IOException {
    byte[] bytes = bytes(file, malformed);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      boolean wide = bytes.length > 1 && (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe;
      throw wrong(
          Path.of(file + ":" + line),
          malformed,
          "UTF-8",
          wide ? "UTF-16" : "the byte 0x" + Integer.toHexString(bytes[in.position()] & 0xff));
    }
  }

  private static Failure wrong(Path file, ExitCode malformed, String expected, String found) {
    return Failure.of(malformed, file.toString())
        .says("this is no text that can be read")
        .expected(expected)
        .found(found)
        .fix("name another file, or convert it to UTF-8: iconv -f UTF-16 -t UTF-8")
        .build();
  }
}
