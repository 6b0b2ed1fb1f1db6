package io.druidpatch.release;

import io.druidpatch.apply.Workspace;
import io.druidpatch.origin.BundleOrigin;
import io.druidpatch.progress.Progress;
import io.druidpatch.upstream.HistoryQuery;
import io.druidpatch.upstream.UpstreamReport;
import java.io.IOException;
import java.util.Optional;

/**
 * The project says what has become of the series upstream. With a bundle in the upstream's place
 * that is what earlier runs brought: a bundle has no later history.
 */
record CheckedUpstream(ReleaseRequest request, Progress progress) implements Precondition.Check {
  static final String PAGE = "UPSTREAM.md";

  @Override
  public void run() throws IOException {
    // The page is of the series on all bases, whichever is released.
    Workspace whole =
        new Workspace(request.workspace().seriesFile(), request.workspace().repository());
    boolean bundle =
        request.upstream().isPresent() && BundleOrigin.isBundle(request.upstream().get());
    HistoryQuery look =
        new HistoryQuery(
            bundle ? Optional.empty() : request.upstream(), HistoryQuery.DEFAULT.head(), bundle);
    new UpstreamReport(whole, look, progress).check(request.project().resolve(PAGE));
  }
}
