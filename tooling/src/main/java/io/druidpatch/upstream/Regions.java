package io.druidpatch.upstream;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;

/**
 * Parts of a file: lines, and places between two lines where some were taken out.
 *
 * @param parts by line from 0, the end exclusive; a place has its end where it begins
 */
record Regions(List<Part> parts) {
  record Part(int begin, int end) {
    private boolean isPlace() {
      return begin == end;
    }

    /** Whether an edit removes or changes a line of it, or adds lines inside. */
    private boolean touchedBy(Edit edit) {
      if (isPlace()) {
        boolean into = edit.getLengthB() > 0 && edit.getBeginA() == begin && edit.getEndA() == end;
        return into || (edit.getBeginA() < begin && begin < edit.getEndA());
      }
      return edit.getBeginA() < end && begin < edit.getEndA();
    }
  }

  Regions {
    parts = List.copyOf(parts);
  }

  /** What edits put into a file. */
  static Regions added(EditList edits) {
    return new Regions(
        edits.stream().map(edit -> new Part(edit.getBeginB(), edit.getEndB())).toList());
  }

  /** How many lines these are. */
  int lines() {
    return parts.stream().mapToInt(part -> part.end() - part.begin()).sum();
  }

  boolean touchedBy(EditList edits) {
    return parts.stream().anyMatch(part -> edits.stream().anyMatch(part::touchedBy));
  }

  Regions plus(Regions others) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(others.parts);
    return new Regions(all);
  }

  /** What the edits leave of these lines, where it stands behind them. */
  Regions left(EditList edits) {
    List<Part> left = new ArrayList<>();
    for (Part part : parts) {
      int begin = part.begin();
      boolean whole = true;
      for (Edit edit : edits) {
        if (part.touchedBy(edit)) {
          whole = false;
          if (begin < edit.getBeginA()) {
            left.add(moved(begin, edit.getBeginA(), edits));
          }
          begin = Math.max(begin, edit.getEndA());
        }
      }
      if (begin < part.end() || (whole && part.isPlace())) {
        left.add(moved(begin, part.end(), edits));
      }
    }
    return new Regions(left);
  }

  /** The same parts of the file behind the edits, with what the edits put there. */
  Regions around(EditList edits) {
    return new Regions(parts.stream().map(part -> around(part, edits)).toList());
  }

  private static Part around(Part part, EditList edits) {
    int last = part.isPlace() ? part.end() : part.end() - 1;
    int begin = part.begin() + shift(part.begin(), edits);
    int end = part.end() + shift(last, edits);
    for (Edit edit : edits) {
      if (part.touchedBy(edit)) {
        if (part.isPlace() || edit.getBeginA() <= part.begin()) {
          begin = edit.getBeginB();
        }
        if (part.isPlace() || edit.getEndA() > last) {
          end = edit.getEndB();
        }
      }
    }
    return new Part(begin, end);
  }

  private static Part moved(int begin, int end, EditList edits) {
    int shift = shift(begin, edits);
    return new Part(begin + shift, end + shift);
  }

  /** By how many lines the edits before a line move it. */
  private static int shift(int line, EditList edits) {
    int shift = 0;
    for (Edit edit : edits) {
      if (edit.getEndA() <= line) {
        shift += edit.getLengthB() - edit.getLengthA();
      }
    }
    return shift;
  }
}
