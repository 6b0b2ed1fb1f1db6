package io.druidpatch.series;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that users reported on a base, and where upstream would mend it.
 *
 * @param what what they see, for those who read the series
 * @param files the files, by their paths at the first base
 * @param subjects what subjects of commits about it are like
 */
public record Reported(String what, List<String> files, List<Pattern> subjects) {}
