package io.druidpatch.series;

/** One change of the series, in the order in which they are applied. */
public sealed interface Entry permits Pick, LocalPatch {
  /** A short name, unique in the series, that commands, trailers and reports use. */
  String id();

  /** The line of series.yaml on which the entry starts. */
  int line();

  /** The kind's name in series.yaml and in JSON. */
  String kind();
}
