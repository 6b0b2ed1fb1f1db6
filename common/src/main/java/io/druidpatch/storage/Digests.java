package io.druidpatch.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests in lower-case hex. */
public final class Digests {
  private Digests() {}

  /** The digest of a file. */
  public static String of(Path file, String algorithm) throws IOException {
    try (InputStream in = InputFile.open(file)) {
      return of(in, algorithm);
    }
  }

  /** The digest of all that a stream still has. */
  public static String of(InputStream in, String algorithm) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
