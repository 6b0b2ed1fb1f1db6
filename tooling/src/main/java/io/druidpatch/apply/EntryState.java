package io.druidpatch.apply;

/** How an entry of the series was applied. */
public enum EntryState {
  /** It applied as it is. */
  CLEAN,
  /** It conflicted, and recorded resolutions decided every hunk. */
  RESOLVED,
  /** Files that it changes have other names on the base; it applied to these. */
  MOVED,
  /** Hunks of a local patch did not fit, and a three-way merge with what it was made on did. */
  MERGED,
  /** A local patch right behind it fits it to the base. */
  ADAPTED,
  /** Of a local patch, the files that are there were changed; the others are left out. */
  IN_PART,
  /** It is not in the result. */
  LEFT_OUT;

  /** For scripts; people read it with spaces in place of the dashes. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
