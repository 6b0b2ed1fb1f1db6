package io.druidpatch.apply;

import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.TreeEditor;
import io.druidpatch.merge.PickMerge;
import io.druidpatch.origin.FetchedSources;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Which entries of a series do not go on without another one. It is tried, in core. What stands
 * before the entry that is left out stays as it is, and so does what changes none of the files in
 * which the two differ: only the others are merged again, and of a local patch only those files.
 */
public final class LeaveOneOut {
  /** An entry, the tree before it, and what it changes in that, in the whole series. */
  private record Step(Entry entry, ObjectId before, Map<String, Optional<TreeEditor.Item>> edits) {}

  private final Stack stack;
  private final LocalPatches patches;
  private final ObjectReader reader;
  private final ObjectInserter inserter;
  private final List<Step> steps = new ArrayList<>();

  private LeaveOneOut(
      Stack stack, LocalPatches patches, ObjectReader reader, ObjectInserter inserter) {
    this.stack = stack;
    this.patches = patches;
    this.reader = reader;
    this.inserter = inserter;
  }

  /**
   * For each entry of the series, in order, those that do not go on without it; one that does not
   * is left out for those behind it.
   *
   * @param fetched the whole base
   * @throws Failure as {@code apply} does if the series does not go on as a whole
   */
  public static Map<String, Set<String>> of(
      Series series, FetchedSources fetched, PatchRepository repository) throws IOException {
    try (ObjectInserter inserter = repository.newTrialInserter();
        ObjectReader reader = inserter.newReader();
        RevWalk walk = new RevWalk(reader)) {
      LocalPatches patches = new LocalPatches();
      Stack stack = new Stack(series, patches, fetched, inserter, reader, walk);
      LeaveOneOut trial = new LeaveOneOut(stack, patches, reader, inserter);
      trial.applyAll(series);
      Map<String, Set<String>> failing = new LinkedHashMap<>();
      for (int i = 0; i < trial.steps.size(); i++) {
        failing.put(trial.steps.get(i).entry().id(), trial.without(i));
      }
      return failing;
    }
  }

  private void applyAll(Series series) throws IOException {
    List<AppliedEntry> done = new ArrayList<>();
    for (Entry entry : series.entries()) {
      ObjectId before = stack.tree();
      Stack.Outcome outcome = stack.add(entry);
      if (!(outcome instanceof Stack.Done step)) {
        throw EntryFailure.of(series, entry, outcome, done);
      }
      done.add(step.step());
      steps.add(new Step(entry, before, edits(before, stack.tree())));
    }
  }

  private Map<String, Optional<TreeEditor.Item>> edits(ObjectId before, ObjectId after)
      throws IOException {
    Map<String, Optional<TreeEditor.Item>> edits = new LinkedHashMap<>();
    for (PickMerge.Change change : PickMerge.changes(reader, before, after)) {
      edits.put(change.path(), Optional.ofNullable(change.after()));
    }
    return edits;
  }

  private Set<String> without(int left) throws IOException {
    Set<String> failed = new LinkedHashSet<>();
    Step out = steps.get(left);
    // The files that are not as they are in the whole series.
    Set<String> different = new HashSet<>(out.edits().keySet());
    ObjectId tree = out.before();
    // What comes on top of that tree before the next entry is tried.
    Map<String, Optional<TreeEditor.Item>> pending = new LinkedHashMap<>();
    for (Step step : steps.subList(left + 1, steps.size())) {
      if (Collections.disjoint(step.edits().keySet(), different)) {
        pending.putAll(step.edits());
        continue;
      }
      Optional<ObjectId> before = edited(tree, pending);
      Optional<ObjectId> after =
          before.isEmpty() ? Optional.empty() : added(before.get(), step, different);
      if (before.isPresent()) {
        tree = after.orElse(before.get());
        pending.clear();
      }
      if (after.isEmpty()) {
        failed.add(step.entry().id());
        different.addAll(step.edits().keySet());
      }
    }
    return failed;
  }

  private Optional<ObjectId> edited(ObjectId tree, Map<String, Optional<TreeEditor.Item>> edits)
      throws IOException {
    try {
      return Optional.of(new TreeEditor(reader, inserter).edit(tree, edits));
    } catch (TreeEditor.FolderClashException e) {
      return Optional.empty();
    }
  }

  /**
   * Adds an entry to a tree.
   *
   * @param different the files in which the tree is not as it is in the whole series; is told which
   *     are then
   */
  private Optional<ObjectId> added(ObjectId before, Step step, Set<String> different)
      throws IOException {
    // Else it is a pick, or it copies a file, or the base has other names for what it changes.
    if (step.entry() instanceof LocalPatch local
        && Set.copyOf(patches.of(local).paths()).equals(step.edits().keySet())) {
      Optional<Map<String, Optional<TreeEditor.Item>>> edits =
          stack.merges().changed(local, patches.of(local), before, different, step.edits());
      if (edits.isEmpty()) {
        return Optional.empty();
      }
      different.removeIf(
          path ->
              step.edits().containsKey(path)
                  && step.edits().get(path).equals(edits.get().get(path)));
      return edited(before, edits.get()).filter(tree -> !tree.equals(before));
    }
    stack.moveTo(before);
    if (stack.add(step.entry()) instanceof Stack.Done) {
      different.addAll(step.edits().keySet());
      return Optional.of(stack.tree());
    }
    return Optional.empty();
  }
}
