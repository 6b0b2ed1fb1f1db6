package io.druidpatch.series;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One change of the series, in the order in which they are applied. */
public sealed interface Entry permits Pick, LocalPatch {
  /** What an id is made of: it is a word in commands, trailers and file names. */
  Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]*");

  /** The id of a vulnerability. */
  Pattern CVE = Pattern.compile("CVE-[0-9]{4}-[0-9]{4,}");

  /** A short name, unique in the series, that commands, trailers and reports use. */
  String id();

  /** The line of series.yaml on which the entry starts. */
  int line();

  /** Why the entry is not on a base, by the base's tag. */
  Map<String, String> notOn();

  /** The recorded decisions for its conflicts. */
  List<Resolution> resolutions();

  /** The vulnerabilities that it fixes, by their CVE ids. */
  List<String> cves();

  /** Whether it is for a base; what adapts a pick is not, either, where the pick is not. */
  default boolean isOn(String tag) {
    return !notOn().containsKey(tag);
  }

  /** The entry as it is on a base. */
  default Entry on(String tag) {
    return this;
  }

  /** The kind's name in series.yaml and in JSON. */
  String kind();
}
