package io.druidpatch.merge;

import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Pick;
import io.druidpatch.series.Resolution;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;

/**
 * A hunk that both the series so far and the pick have changed, each in its own way.
 *
 * @param path the file
 * @param line the line, from 1, at which the hunk starts in the base's file; 1 for a whole file
 * @param ancestorLine the same in the ancestor's file: where these lines stand in the pick's parent
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
    int ancestorLine,
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

  /** Of a file as a whole, the side that is there: upstream's if the base has none. */
  public Optional<byte[]> content() {
    return Optional.ofNullable(base.isAbsent() ? upstream.bytes() : base.bytes());
  }

  /**
   * What a decision for these bytes is called in the series.
   *
   * @param lines what is to stand in the conflict's place; empty for no file at all
   * @return empty if they are none of the sides
   */
  public Optional<Resolution.Take> side(Optional<byte[]> lines) {
    if (Arrays.equals(lines.orElse(null), base.bytes())) {
      return Optional.of(Resolution.Take.BASE);
    }
    return Arrays.equals(lines.orElse(null), upstream.bytes())
        ? Optional.of(Resolution.Take.UPSTREAM)
        : Optional.empty();
  }

  /** How many lines the ancestor's side has. */
  public int ancestorLines() {
    return ancestor.isAbsent() ? 0 : new RawText(ancestor.bytes()).size();
  }

  /** The path in the tree, and the line of a hunk, as messages name it. */
  public String place() {
    return elsewhere.orElse(path) + (wholeFile ? "" : ":" + line);
  }

  /** The same, of a file that the series so far has under another name. */
  Conflict in(Optional<String> name) {
    return new Conflict(path, line, ancestorLine, wholeFile, base, ancestor, upstream, name);
  }

  /** What an entry's change was made on, for the marks of a conflict. */
  public static String ancestorOf(Entry entry) {
    return entry instanceof Pick pick
        ? "the parent of " + pick.commit().abbreviate(10).name()
        : "what the patch was made on";
  }

  /** What makes an entry's change, for the marks of a conflict. */
  public static String madeBy(Entry entry) {
    return entry instanceof Pick pick
        ? pick.commit().abbreviate(10).name()
        : ((LocalPatch) entry).file().getFileName().toString();
  }

  /** The hunk in git's diff3 form. */
  public String render(String ancestorName, String upstreamName) {
    return "<<<<<<< base (the series so far)\n"
        + base.readable()
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
