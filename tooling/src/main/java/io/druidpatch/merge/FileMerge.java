package io.druidpatch.merge;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.diff.SequenceComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;

/** Merges the content of one text file, and puts recorded decisions in the place of conflicts. */
final class FileMerge {
  private FileMerge() {}

  /**
   * @param content the merged file, with the base's side where no decision covers a conflict
   * @param pieces what stands before, between and behind the conflicts; one more than these
   * @param conflicts the conflicts that no decision covers
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares outcomes.
  record Outcome(byte[] content, List<byte[]> pieces, List<Conflict> conflicts) {}

  /**
   * Merges {@code upstream}'s changes of {@code ancestor} into {@code base}.
   *
   * @param decide what stands in a conflict's place; empty if nothing was decided
   */
  static Outcome merge(
      String path,
      byte[] base,
      byte[] ancestor,
      byte[] upstream,
      Function<Conflict, Optional<byte[]>> decide) {
    List<Text> texts = List.of(new Text(ancestor), new Text(base), new Text(upstream));
    // Histogram is what git's own default merge strategy (ort) uses for contents.
    MergeResult<Text> result =
        new MergeAlgorithm(DiffAlgorithm.getAlgorithm(DiffAlgorithm.SupportedAlgorithm.HISTOGRAM))
            .merge(new SameBytes(), texts.get(0), texts.get(1), texts.get(2));
    ByteArrayOutputStream merged = new ByteArrayOutputStream();
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    List<byte[]> pieces = new ArrayList<>();
    List<Conflict> open = new ArrayList<>();
    byte[] ours = {};
    byte[] common = {};
    int line = 1;
    int ancestorLine = 1;
    for (MergeChunk chunk : result) {
      byte[] text = texts.get(chunk.getSequenceIndex()).slice(chunk.getBegin(), chunk.getEnd());
      switch (chunk.getConflictState()) {
        case NO_CONFLICT -> {
          merged.writeBytes(text);
          piece.writeBytes(text);
        }
        case FIRST_CONFLICTING_RANGE -> {
          ours = text;
          common = new byte[0];
          line = chunk.getBegin() + 1;
        }
        case BASE_CONFLICTING_RANGE -> {
          common = text;
          ancestorLine = Math.min(chunk.getBegin(), texts.get(0).size()) + 1;
        }
        case NEXT_CONFLICTING_RANGE -> {
          Conflict conflict =
              new Conflict(
                  path,
                  line,
                  ancestorLine,
                  false,
                  Side.lines(ours),
                  Side.lines(common),
                  Side.lines(text),
                  Optional.empty());
          Optional<byte[]> decision = decide.apply(conflict);
          if (decision.isPresent()) {
            merged.writeBytes(decision.get());
            piece.writeBytes(decision.get());
          } else {
            merged.writeBytes(ours);
            pieces.add(piece.toByteArray());
            piece.reset();
            open.add(conflict);
          }
        }
      }
    }
    pieces.add(piece.toByteArray());
    return new Outcome(merged.toByteArray(), pieces, open);
  }

  /** Text whose lines can be taken as bytes, with their line ends. */
  private static final class Text extends RawText {
    Text(byte[] bytes) {
      super(bytes);
    }

    byte[] slice(int begin, int end) {
      // For two additions JGit gives the empty ancestor a range that it does not have.
      int last = Math.min(end, size());
      return begin >= last
          ? new byte[0]
          : Arrays.copyOfRange(content, lines.get(begin + 1), lines.get(last + 1));
    }
  }

  /** Compares lines of {@link Text} byte for byte. */
  private static final class SameBytes extends SequenceComparator<Text> {
    @Override
    public boolean equals(Text a, int ai, Text b, int bi) {
      return RawTextComparator.DEFAULT.equals(a, ai, b, bi);
    }

    @Override
    public int hash(Text text, int line) {
      return RawTextComparator.DEFAULT.hash(text, line);
    }
  }
}
