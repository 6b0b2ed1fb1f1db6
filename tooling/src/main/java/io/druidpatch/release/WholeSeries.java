package io.druidpatch.release;

import io.druidpatch.apply.PartialResult;
import io.druidpatch.apply.Status;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The last {@code apply} left no entry out. Where none was run yet, the release runs one. */
record WholeSeries(Workspace workspace) implements Precondition {
  @Override
  public Optional<Failure> refusal() throws IOException {
    Status.Report report = new Status(workspace).run();
    if (!report.partial()
        && !report.branch().equals(Optional.of(workspace.series().partialBranch()))) {
      return Optional.empty();
    }
    List<String> leftOut =
        report.entries().stream()
            .filter(line -> line.state().equals("left-out"))
            .map(line -> line.entry().id())
            .toList();
    return Optional.of(
        Failure.of(ExitCode.PARTIAL, report.branch().orElse("the branch"))
            .says("the applied series is a partial one")
            .found(
                leftOut.isEmpty() ? "a partial branch" : "left out: " + String.join(", ", leftOut))
            .fix("apply the whole series first")
            .detail(PartialResult.lines(workspace.series()))
            .build());
  }
}
