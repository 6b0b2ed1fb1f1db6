package io.druidpatch.series;

import java.util.Map;

/** One change of the series, in the order in which they are applied. */
public sealed interface Entry permits Pick, LocalPatch {
  /** A short name, unique in the series, that commands, trailers and reports use. */
  String id();

  /** The line of series.yaml on which the entry starts. */
  int line();

  /** Why the entry is not on a base, by the base's tag. */
  Map<String, String> notOn();

  /** The entry as it is on a base. */
  default Entry on(String tag) {
    return this;
  }

  /** The kind's name in series.yaml and in JSON. */
  String kind();
}
