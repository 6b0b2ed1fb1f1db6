package io.druidpatch.apply;

import java.util.Locale;

/** Where the base comes from. */
public enum SourceChoice {
  /** The upstream's git repository, or Maven Central if no git host answers. */
  AUTO,
  GIT,
  CENTRAL;

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
