package io.druidpatch.series;

import org.eclipse.jgit.lib.ObjectId;

/**
 * An upstream commit that somebody looked at and left out.
 *
 * @param commit its full id
 * @param reason why the series does not have it
 * @param line the line of series.yaml on which the decision starts
 */
public record Considered(ObjectId commit, String reason, int line) {}
