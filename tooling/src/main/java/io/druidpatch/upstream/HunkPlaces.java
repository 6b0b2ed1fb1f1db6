package io.druidpatch.upstream;

import io.druidpatch.patch.PatchApplication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.patch.HunkHeader;

/**
 * Where a local patch's hunks are in a version of the file that it was not written against: the
 * longest run of a hunk's lines that the file has too, if at least one of them is in the file once
 * only. Of equally long runs, the one nearest to the line that the hunk states.
 *
 * @param found the runs
 * @param lost the stated lines, from 1, of hunks that are nowhere in the file
 */
record HunkPlaces(Regions found, List<Integer> lost) {
  /** Fewer lines are not enough to know a place by. */
  private static final int SHORTEST = 2;

  static HunkPlaces of(FileHeader change, RawText file) {
    List<String> lines = new ArrayList<>();
    Map<String, Integer> often = new HashMap<>();
    for (int i = 0; i < file.size(); i++) {
      String line = file.getString(i).stripTrailing();
      lines.add(line);
      often.merge(line, 1, Integer::sum);
    }
    List<Regions.Part> found = new ArrayList<>();
    List<Integer> lost = new ArrayList<>();
    for (HunkHeader hunk : change.getHunks()) {
      int stated = hunk.getOldImage().getStartLine();
      List<String> expected =
          PatchApplication.expected(hunk).stream().map(HunkPlaces::decoded).toList();
      Optional<Regions.Part> run = longestRun(expected, lines, often, stated - 1);
      run.ifPresentOrElse(found::add, () -> lost.add(stated));
    }
    return new HunkPlaces(new Regions(found), List.copyOf(lost));
  }

  private static String decoded(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        .stripTrailing();
  }

  private static Optional<Regions.Part> longestRun(
      List<String> hunk, List<String> lines, Map<String, Integer> often, int stated) {
    Regions.Part best = null;
    // Lengths of the runs that end at each line of the file, for the hunk's line before.
    int[] before = new int[lines.size() + 1];
    for (int h = 0; h < hunk.size(); h++) {
      int[] here = new int[lines.size() + 1];
      for (int f = 0; f < lines.size(); f++) {
        if (!hunk.get(h).equals(lines.get(f))) {
          continue;
        }
        int length = before[f] + 1;
        here[f + 1] = length;
        Regions.Part run = new Regions.Part(f + 1 - length, f + 1);
        if (length >= SHORTEST
            && (best == null || isBetter(run, best, stated))
            && lines.subList(run.begin(), run.end()).stream()
                .anyMatch(line -> often.get(line) == 1)) {
          best = run;
        }
      }
      before = here;
    }
    return Optional.ofNullable(best);
  }

  private static boolean isBetter(Regions.Part run, Regions.Part best, int stated) {
    int longer = (run.end() - run.begin()) - (best.end() - best.begin());
    return longer > 0
        || (longer == 0 && Math.abs(run.begin() - stated) < Math.abs(best.begin() - stated));
  }
}
