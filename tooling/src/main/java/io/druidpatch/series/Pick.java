package io.druidpatch.series;

import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A commit of the upstream, taken from the upstream's own history.
 *
 * @param commit the upstream commit's full id
 * @param pullRequest where the commit was reviewed
 * @param why why the series has it
 * @param fate what became of it upstream, and what that means for a user
 * @param resolutions the recorded decisions for this pick's conflicts
 */
public record Pick(
    String id,
    ObjectId commit,
    String pullRequest,
    String why,
    String fate,
    List<Resolution> resolutions,
    Map<String, String> notOn,
    int line)
    implements Entry {
  @Override
  public String kind() {
    return "pick";
  }
}
