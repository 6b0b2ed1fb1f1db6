package io.druidpatch.apply;

import io.druidpatch.apply.Onto.EntryTrial;
import io.druidpatch.apply.Onto.State;
import io.druidpatch.apply.Onto.Trial;
import io.druidpatch.failure.Invocation;
import io.druidpatch.series.LocalPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes how a series goes on other tags, in Markdown: one page to decide by. */
public final class OntoPage {
  private final List<Trial> trials;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param trials one for each tag
   */
  public OntoPage(List<Trial> trials) {
    this.trials = trials;
  }

  /** A table of the entries by the tags. */
  public static List<String> table(List<Trial> trials) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Stream.concat(Stream.of("entry"), trials.stream().map(Trial::tag)).toList());
    rows.add(rows.get(0).stream().map(cell -> "---").toList());
    for (int i = 0; i < trials.get(0).lines().size(); i++) {
      List<String> row = new ArrayList<>();
      row.add(trials.get(0).lines().get(i).entry().id());
      for (Trial trial : trials) {
        EntryTrial line = trial.lines().get(i);
        row.add(line.state().word() + (line.after().isEmpty() ? "" : " *"));
      }
      rows.add(row);
    }
    List<String> table = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder text = new StringBuilder("|");
      for (int column = 0; column < row.size(); column++) {
        int at = column;
        int width = rows.stream().mapToInt(one -> one.get(at).length()).max().orElse(0);
        text.append(String.format(Locale.ROOT, " %-" + width + "s |", row.get(column)));
      }
      table.add(text.toString());
    }
    return table;
  }

  /** The files of an entry that conflicts, each with how many hunks are open. */
  public static List<String> open(EntryTrial line) {
    return line.open().entrySet().stream()
        .map(
            file ->
                file.getKey()
                    + ", "
                    + file.getValue()
                    + (file.getValue() == 1 ? " hunk" : " hunks"))
        .toList();
  }

  /** The page's lines. */
  public List<String> lines() {
    lines.clear();
    add("# The series on new releases", "");
    if (trials.isEmpty()) {
      add("The upstream has no release's tag that the series is not kept for.");
      return List.copyOf(lines);
    }
    lines.addAll(table(trials));
    add(
        "",
        "`*`: the entry changes a file that an entry before it conflicts in; how it goes may be another"
            + " thing then. An entry that applies may still fail to compile.");
    trials.forEach(this::tag);
    return List.copyOf(lines);
  }

  private void tag(Trial trial) {
    add("", "## " + trial.tag(), "");
    part(
        "Falls away",
        trial.lines().stream()
            .filter(line -> line.state() == State.CONTAINED || line.state() == State.NOT_NEEDED)
            .map(line -> "`" + line.entry().id() + "`: " + line.note())
            .toList());
    part(
        "Conflicts",
        trial.lines().stream()
            .filter(line -> line.state() == State.CONFLICT)
            .map(
                line ->
                    "`"
                        + line.entry().id()
                        + "`: "
                        + Stream.concat(open(line).stream(), Stream.of(line.note()))
                            .filter(text -> !text.isEmpty())
                            .collect(Collectors.joining("; ")))
            .toList());
    part(
        "Goes on by a merge, or under other names, and is to be looked at",
        trial.lines().stream()
            .filter(line -> line.state() == State.MERGED || line.state() == State.MOVED)
            .map(line -> "`" + line.entry().id() + "`: " + line.state().word())
            .toList());
    part(
        "Is for other bases alone (`only-on`), and may be wanted here",
        trial.lines().stream()
            .filter(line -> line.state() == State.LEFT_OUT)
            .filter(line -> line.entry() instanceof LocalPatch local && !local.onlyOn().isEmpty())
            .map(line -> "`" + line.entry().id() + "`: " + line.note())
            .toList());
    add(
        "To carry it, add to `patches/series.yaml`, under `bases`:",
        "",
        "```yaml",
        "  - tag: " + trial.tag(),
        "    commit: " + trial.commit().name(),
        "    central: []",
        "```",
        "");
    List<EntryTrial> contained = trial.contained();
    if (!contained.isEmpty()) {
      add("and to these entries:", "", "```yaml");
      for (EntryTrial line : contained) {
        add(
            "    # " + line.entry().id(),
            "    not-on:",
            "      " + trial.tag() + ": \"" + line.note() + "\"");
      }
      add("```", "");
    }
    add(
        (trial.goes()
                ? "Then"
                : "Then, with the `resolve` command for each conflict that it prints,")
            + " `"
            + Invocation.command("apply --base " + Invocation.quoted(trial.tag()))
            + "`.");
  }

  private void part(String title, List<String> items) {
    if (!items.isEmpty()) {
      add(title + ":", "");
      items.forEach(item -> add("- " + item));
      add("");
    }
  }

  private void add(String... more) {
    lines.addAll(List.of(more));
  }
}
