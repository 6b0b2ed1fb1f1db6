package io.druidpatch.series;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A commit of the upstream, taken from the upstream's own history.
 *
 * @param commit the upstream commit's full id
 * @param pullRequest where the commit was reviewed
 * @param why why the series has it
 * @param fate what became of it upstream, and what that means for a user
 * @param revertedBy the upstream commit that took it back, where the series has it all the same
 * @param resolutions the recorded decisions for this pick's conflicts
 */
public record Pick(
    String id,
    ObjectId commit,
    String pullRequest,
    String why,
    String fate,
    Optional<ObjectId> revertedBy,
    List<Resolution> resolutions,
    Map<String, String> notOn,
    List<String> cves,
    int line)
    implements Entry {
  /** Its keys in series.yaml. */
  static final String[] KEYS = {
    "pick", "id", "pull-request", "why", "fate", "reverted-by", "resolutions", "not-on", "cves"
  };

  @Override
  public String kind() {
    return "pick";
  }
}
