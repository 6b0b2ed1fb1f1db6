package io.druidpatch.edit;

import io.druidpatch.apply.Onto;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import io.druidpatch.progress.Progress;
import io.druidpatch.series.Entry;
import io.druidpatch.series.LocalPatch;
import io.druidpatch.series.Series;
import io.druidpatch.series.SeriesEditor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Drops, moves or describes an entry, if the series then goes on every base that it goes on now.
 */
public final class Rearrange {
  private final Workspace workspace;
  private final Optional<String> upstream;
  private final Progress progress;

  /**
   * @param upstream a URL in place of the series' upstream
   */
  public Rearrange(Workspace workspace, Optional<String> upstream, Progress progress) {
    this.workspace = workspace;
    this.upstream = upstream;
    this.progress = progress;
  }

  /**
   * Takes an entry out; a local patch's files go with it.
   *
   * @throws Failure with {@link ExitCode#USAGE} if another entry adapts it, {@link ExitCode#ONTO}
   *     if what is left does not go on; nothing is changed then
   */
  public List<Onto.Trial> drop(String id) throws IOException {
    Series series = workspace.series();
    Entry entry = entry(series, id);
    List<String> adapting =
        series.listed().stream()
            .filter(one -> one instanceof LocalPatch l && l.adapts().equals(Optional.of(id)))
            .map(Entry::id)
            .toList();
    if (!adapting.isEmpty()) {
      throw Failure.of(ExitCode.USAGE, id)
          .says("other entries adapt it; nothing was changed")
          .found(String.join(", ", adapting))
          .fix("drop that first: " + series.command("drop " + adapting.get(adapting.size() - 1)))
          .build();
    }
    List<String> order = ids(series);
    order.remove(id);
    if (order.isEmpty()) {
      throw Failure.of(ExitCode.USAGE, id).says("it is the only entry of the series").build();
    }
    List<Onto.Trial> trials =
        put(SeriesEditor.arrange(Files.readString(series.file()), order, Map.of()), "drop " + id);
    if (entry instanceof LocalPatch local) {
      for (Path file : local.files()) {
        Files.deleteIfExists(file);
      }
    }
    return trials;
  }

  /**
   * Takes an entry out on one base only.
   *
   * @param reason why it is not wanted there
   * @throws Failure with {@link ExitCode#USAGE} if the series is not kept for that tag, or does not
   *     have the entry there; {@link ExitCode#ONTO} if what is left does not go on
   */
  public List<Onto.Trial> drop(String id, String tag, String reason) throws IOException {
    Series series = workspace.series().on(tag);
    Entry entry = entry(series, id);
    Optional<String> whyNot = series.whyNot(entry);
    if (whyNot.isPresent()) {
      throw Failure.of(ExitCode.USAGE, id)
          .says("the series does not have the entry on " + tag + " now")
          .found(whyNot.get())
          .build();
    }
    if (series.bases().stream().noneMatch(b -> !b.tag().equals(tag) && entry.isOn(b.tag()))) {
      throw Failure.of(ExitCode.USAGE, id)
          .says("the entry is on " + tag + " alone, so that no base would have it")
          .fix(Invocation.command("drop " + id))
          .build();
    }
    return put(
        SeriesEditor.addNotOn(Files.readString(series.file()), id, tag, reason),
        "drop " + id + " --base " + tag);
  }

  /**
   * Has an entry again on a base that it was taken out on. What conflicts there is to be resolved.
   *
   * @throws Failure with {@link ExitCode#USAGE} if the series does not leave the entry out there,
   *     or the base has what it makes
   */
  public List<Onto.Trial> undrop(String id, String tag) throws IOException {
    Series series = workspace.series().on(tag);
    Entry entry = entry(series, id);
    if (!entry.notOn().containsKey(tag)) {
      throw Failure.of(ExitCode.USAGE, id)
          .says("the series does not have the entry under not-on for " + tag)
          .found(series.whyNot(entry).orElse("the entry is on " + tag))
          .build();
    }
    String text = SeriesEditor.removeNotOn(Files.readString(series.file()), id, tag);
    try (Trials trials = new Trials(workspace, text, upstream, progress)) {
      List<Onto.Trial> tried = trials.run();
      Optional<Onto.EntryTrial> contained =
          tried.stream()
              .filter(trial -> trial.tag().equals(tag))
              .flatMap(trial -> trial.contained().stream())
              .filter(line -> line.entry().id().equals(id))
              .findFirst();
      if (contained.isPresent()) {
        throw Failure.of(ExitCode.USAGE, id)
            .says(tag + " has what the entry makes; nothing was changed")
            .found(contained.get().note())
            .build();
      }
      trials.putInPlace();
      return tried;
    }
  }

  /**
   * Has the series kept for other tags. An entry that one of them has is left out there.
   *
   * @param tried the series on those tags; what conflicts there is to be resolved
   */
  public void addBases(List<Onto.Trial> tried) throws IOException {
    String text = Files.readString(workspace.seriesFile());
    for (Onto.Trial trial : tried) {
      text = SeriesEditor.addBase(text, trial.tag(), trial.commit());
      for (Onto.EntryTrial line : trial.contained()) {
        text = SeriesEditor.addNotOn(text, line.entry().id(), trial.tag(), line.note());
      }
    }
    try (Trials trials = new Trials(workspace, text, upstream, progress)) {
      trials.putInPlace();
    }
  }

  /**
   * Moves an entry to another place in the order.
   *
   * @param before whether it is to stand in front of the other, and not behind it
   * @throws Failure with {@link ExitCode#ONTO} if the series does not go on in that order, or
   *     {@link ExitCode#USAGE} if a patch would stand in front of what it adapts
   */
  public List<Onto.Trial> move(String id, boolean before, String other) throws IOException {
    Series series = workspace.series();
    entry(series, id);
    entry(series, other);
    if (id.equals(other)) {
      throw Failure.of(ExitCode.USAGE, id).says("an entry cannot stand beside itself").build();
    }
    List<String> order = ids(series);
    order.remove(id);
    order.add(order.indexOf(other) + (before ? 0 : 1), id);
    for (Entry one : series.listed()) {
      if (one instanceof LocalPatch local
          && local
              .adapts()
              .filter(pick -> order.indexOf(pick) > order.indexOf(one.id()))
              .isPresent()) {
        throw Failure.of(ExitCode.USAGE, "move " + id)
            .says("a patch has to stand behind the pick that it adapts; nothing was changed")
            .found(one.id() + " would stand before " + local.adapts().get())
            .build();
      }
    }
    return put(
        SeriesEditor.arrange(Files.readString(series.file()), order, Map.of()), "move " + id);
  }

  /**
   * Gives keys of an entry other values.
   *
   * @param values the new values, by key
   * @param cves the vulnerabilities that it fixes, besides those that it has
   * @throws Failure with {@link ExitCode#USAGE} if the entry cannot have that
   */
  public void edit(String id, Map<String, String> values, List<String> cves) throws IOException {
    Series series = workspace.series();
    Entry edited = entry(series, id);
    requireCves(edited, cves);
    if (edited instanceof LocalPatch local) {
      requireNoWords(local, values.keySet());
    }
    String fresh = values.get("id");
    if (fresh != null && !fresh.equals(id)) {
      NewId.require(series, fresh);
    }
    String text = Files.readString(series.file());
    for (String cve : cves) {
      text = SeriesEditor.addCve(text, id, cve);
    }
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = SeriesEditor.set(text, id, value.getKey(), value.getValue());
    }
    if (fresh != null) {
      for (Entry entry : series.listed()) {
        if (entry instanceof LocalPatch local && local.adapts().equals(Optional.of(id))) {
          text = SeriesEditor.set(text, local.id(), "adapts", fresh);
        }
      }
    }
    try (Trials trials = new Trials(workspace, text, upstream, progress)) {
      trials.putInPlace();
    }
  }

  private static void requireCves(Entry entry, List<String> cves) {
    List<String> known = new ArrayList<>(entry.cves());
    for (String cve : cves) {
      if (!Entry.CVE.matcher(cve).matches()) {
        throw Failure.of(ExitCode.USAGE, "--fixes " + cve)
            .says("this is no vulnerability's id")
            .expected("an id such as CVE-2024-12345")
            .build();
      }
      if (known.contains(cve)) {
        throw Failure.of(ExitCode.USAGE, "--fixes " + cve)
            .says("the entry has it already; nothing was changed")
            .found(entry.id() + " fixes " + String.join(", ", known))
            .build();
      }
      known.add(cve);
    }
  }

  /** A patch of ours says itself why it is there, and nothing has become of it upstream. */
  private static void requireNoWords(LocalPatch local, Set<String> keys) {
    for (String key : List.of("why", "fate")) {
      if (keys.contains(key)) {
        throw Failure.of(ExitCode.USAGE, "--" + key)
            .says(
                "only a pick has it; " + local.id() + " is a local patch, whose own text says why")
            .fix("edit the message in " + local.file())
            .build();
      }
    }
  }

  private List<Onto.Trial> put(String text, String change) throws IOException {
    try (Trials trials = new Trials(workspace, text, upstream, progress)) {
      List<Onto.Trial> tried = trials.require(change);
      trials.putInPlace();
      return tried;
    }
  }

  private static List<String> ids(Series series) {
    return series.listed().stream().map(Entry::id).collect(Collectors.toCollection(ArrayList::new));
  }

  private static Entry entry(Series series, String id) {
    return series
        .listed(id)
        .orElseThrow(
            () ->
                Failure.of(ExitCode.USAGE, id)
                    .says("the series has no such entry")
                    .expected(String.join(", ", ids(series)))
                    .fix("see the entries: " + series.command("status"))
                    .build());
  }
}
