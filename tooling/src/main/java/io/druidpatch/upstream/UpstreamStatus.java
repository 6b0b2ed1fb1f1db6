package io.druidpatch.upstream;

import io.druidpatch.series.Considered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What has become of a series at a head.
 *
 * @param url the upstream's first URL, for what is published
 * @param answered the URL that answered, in the same form; empty if none was asked
 * @param headName the head's name, as it was given
 * @param newestRelease the tag of the newest release that was there to look at
 * @param considered the commits that were looked at and left out
 * @param known those of them that the head has
 */
public record UpstreamStatus(
    String url,
    Optional<String> answered,
    String headName,
    UpstreamCommit head,
    Optional<String> newestRelease,
    List<PickStatus> picks,
    List<LocalPatchStatus> locals,
    List<Considered> considered,
    Map<ObjectId, UpstreamCommit> known) {}
