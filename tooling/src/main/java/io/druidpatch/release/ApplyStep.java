package io.druidpatch.release;

import io.druidpatch.apply.Apply;
import io.druidpatch.apply.ApplyRequest;
import io.druidpatch.apply.SourceChoice;
import io.druidpatch.apply.Workspace;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Applies the series. Never from Maven Central, where a part of it is left out. */
record ApplyStep(Workspace workspace, Series series, Optional<String> upstream) implements Step {
  static final String NAME = "apply";
  static final String TIP = "tip";

  @Override
  public Definition definition() {
    return new Definition(NAME, List.of(Inputs.SERIES, Inputs.TOOL), List.of());
  }

  @Override
  public Map<String, String> run(StepContext stage) throws IOException {
    ApplyRequest request =
        new ApplyRequest(
            SourceChoice.GIT, upstream, Optional.empty(), Optional.empty(), true, Optional.empty());
    return Map.of(
        TIP, new Apply(workspace, request, stage.progress()).run(step -> {}).tip().name());
  }

  @Override
  public Optional<String> spoiled(Map<String, String> facts) throws IOException {
    Optional<ObjectId> tip = Optional.empty();
    if (PatchRepository.isThere(workspace.repository())) {
      try (PatchRepository repository = workspace.open()) {
        tip = repository.at("refs/heads/" + series.branch());
      }
    }
    String now = tip.map(ObjectId::name).orElse("nowhere");
    return now.equals(facts.get(TIP))
        ? Optional.empty()
        : Optional.of(series.branch() + " is at " + now + " now");
  }
}
