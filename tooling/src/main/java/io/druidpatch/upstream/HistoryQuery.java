package io.druidpatch.upstream;

import java.util.Optional;

/**
 * The head whose history is read, and where it is read from.
 *
 * @param upstream a URL or a path in place of the series' upstream
 * @param head the branch or tag whose history is read
 * @param offline whether to look only at what earlier runs brought
 */
public record HistoryQuery(Optional<String> upstream, String head, boolean offline) {
  public static final HistoryQuery DEFAULT = new HistoryQuery(Optional.empty(), "master", false);
}
