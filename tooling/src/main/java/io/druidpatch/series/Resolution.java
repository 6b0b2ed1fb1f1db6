package io.druidpatch.series;

import java.util.List;

/**
 * A recorded decision for one conflicting hunk of a pick.
 *
 * @param path the conflicting file
 * @param hunk the hash of the hunk's three sides: the decision holds for exactly those
 * @param bases the tags of the bases whose conflict it is; empty for all of them
 * @param choice what stands in the hunk's place
 * @param reason why that is right
 * @param line the line of series.yaml on which the resolution starts
 */
public record Resolution(
    String path, String hunk, List<String> bases, Choice choice, String reason, int line) {
  /** A decision that every base is expected to ask for. */
  public Resolution(String path, String hunk, Choice choice, String reason, int line) {
    this(path, hunk, List.of(), choice, reason, line);
  }

  /** Whether it should be used on a base; since it is bound to the hunk, it may be on any. */
  public boolean isFor(String tag) {
    return bases.isEmpty() || bases.contains(tag);
  }

  /** What replaces a conflicting hunk. */
  public sealed interface Choice permits Take, Lines {}

  /** One of the two sides. */
  public enum Take implements Choice {
    /** What the series has made of the base so far. */
    BASE,
    /** What the pick makes of its own parent. */
    UPSTREAM;

    /** The word for it in series.yaml and on the command line. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
      return word();
    }
  }

  /** Lines of our own; empty text leaves nothing in the hunk's place. */
  public record Lines(String text) implements Choice {}
}
