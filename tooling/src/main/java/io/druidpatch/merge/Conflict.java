package io.druidpatch.merge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A hunk that both the series so far and the pick have changed, each in its own way.
 *
 * @param path the file
 * @param line the line, from 1, at which the hunk starts in the base's file; 1 for a whole file
 * @param wholeFile whether the sides are whole files: one is missing, binary or not a plain file
 * @param base what the series has made of the base so far
 * @param ancestor what stands in the pick's parent
 * @param upstream what stands in the pick
 * @param elsewhere the name that the file has in the series so far, if it is there under another
 *     one
 */
public record Conflict(
    String path,
    int line,
    boolean wholeFile,
    Side base,
    Side ancestor,
    Side upstream,
    Optional<String> elsewhere) {

  /**
   * The hash that a resolution is bound to: SHA-256 of base, ancestor and upstream, each behind a
   * line with its length (and, for a whole file, its mode).
   */
  public String hash() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    for (Side side : new Side[] {base, ancestor, upstream}) {
      digest.update(side.header());
      if (!side.isAbsent()) {
        digest.update(side.bytes());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The same, of a file that the series so far has under another name. */
  Conflict in(Optional<String> name) {
    return new Conflict(path, line, wholeFile, base, ancestor, upstream, name);
  }

  /** The hunk in git's diff3 form. */
  public String render(String ancestorName, String upstreamName) {
    return "<<<<<<< base (the series so far)\n"
        + elsewhere
            .map(name -> "(no such file; the base has it as " + name + ")\n")
            .orElseGet(base::readable)
        + "||||||| ancestor ("
        + ancestorName
        + ")\n"
        + ancestor.readable()
        + "=======\n"
        + upstream.readable()
        + ">>>>>>> upstream ("
        + upstreamName
        + ")\n";
  }
}
