package io.druidpatch.build;

import java.util.Locale;

/** The kinds of distribution. */
public enum DistributionKind {
  LEAN,
  OVERLAY,
  FULL;

  /** The word for it on the command line and in the provenance. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
