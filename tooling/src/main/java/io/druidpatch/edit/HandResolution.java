package io.druidpatch.edit;

import io.druidpatch.apply.OpenConflicts;
import io.druidpatch.apply.Resolve;
import io.druidpatch.apply.SourceSelection;
import io.druidpatch.apply.Workspace;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.git.Worktree;
import io.druidpatch.merge.Conflict;
import io.druidpatch.merge.MarkedFile;
import io.druidpatch.series.Entry;
import io.druidpatch.series.Resolution;
import io.druidpatch.series.Series;
import io.druidpatch.storage.Scratch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records what a person makes of conflicts by hand: in the worktree that {@code apply --keep-going}
 * left, or of one hunk in an editor. Each decision is bound to its hunk, as any other.
 */
public final class HandResolution {
  private static final String MARK = "<<<<<<< base";

  private final Workspace workspace;
  private final String id;
  private final String reason;

  /**
   * @param id the entry that conflicts
   * @param reason the reason for all of the decisions
   */
  public HandResolution(Workspace workspace, String id, String reason) {
    this.workspace = workspace;
    this.id = id;
    this.reason = reason;
  }

  /**
   * Records what stands in the marked places of a worktree, and puts its files back.
   *
   * @return the decisions
   * @throws Failure with {@link ExitCode#USAGE} if a mark is left, or something else in a file was
   *     changed; nothing is recorded then
   */
  public List<Resolution> from(Path folder) throws IOException {
    Series series = workspace.series();
    try (PatchRepository repository = workspace.open()) {
      Worktree worktree =
          Worktree.existing(series.conflictBranch(), repository)
              .filter(one -> isSame(one.folder(), folder))
              .orElseThrow(
                  () ->
                      Failure.of(ExitCode.USAGE, folder.toString())
                          .says("no conflict was left in this folder")
                          .fix(series.command("apply --keep-going DIR"))
                          .build());
      OpenConflicts open = open(series, repository);
      Map<String, Resolution> decisions = new LinkedHashMap<>();
      for (Map.Entry<String, MarkedFile> marked : open.marked().entrySet()) {
        Path file = worktree.folder().resolve(marked.getKey());
        byte[] edited = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        refuseMarks(file + ":", new String(edited, StandardCharsets.UTF_8));
        List<byte[]> lines =
            marked.getValue().decided(edited).orElseThrow(() -> changedElsewhere(file, worktree));
        for (int i = 0; i < lines.size(); i++) {
          put(decisions, marked.getValue().conflicts().get(i), Optional.of(lines.get(i)), file);
        }
      }
      for (Conflict conflict : open.open()) {
        if (conflict.wholeFile()) {
          Path file = worktree.folder().resolve(conflict.place());
          put(
              decisions,
              conflict,
              Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty(),
              file);
        }
      }
      List<Resolution> all = List.copyOf(decisions.values());
      new Resolve(workspace).run(id, all);
      worktree.putBack(open.changed());
      return all;
    }
  }

  /**
   * Opens a hunk in an editor, and records what is left in it.
   *
   * @param path the file; with no hunk given, the entry's first conflict is opened
   * @param editor what the shell runs, with the file's name behind it
   * @throws Failure with {@link ExitCode#USAGE} if the editor fails or leaves the marks
   */
  public Resolution edit(Optional<String> path, Optional<String> hunk, String editor)
      throws IOException {
    Series series = workspace.series();
    List<Conflict> open;
    try (PatchRepository repository = workspace.open()) {
      open = open(series, repository).open();
    }
    Conflict conflict =
        open.stream()
            .filter(one -> !one.wholeFile())
            .filter(one -> path.isEmpty() || one.path().equals(path.get()))
            .filter(one -> hunk.isEmpty() || one.hash().equals(hunk.get()))
            .findFirst()
            .orElseThrow(
                () ->
                    Failure.of(ExitCode.USAGE, id)
                        .says("the entry has no such open conflict in lines of a file")
                        .found(
                            open.isEmpty()
                                ? "none at all"
                                : String.join(", ", open.stream().map(Conflict::place).toList()))
                        .build());
    Entry entry = series.required(id);
    try (Scratch scratch = Scratch.make("hunk")) {
      // With the file's own name, for the editor's highlighting.
      Path file = scratch.folder().resolve(Path.of(conflict.path()).getFileName());
      Files.writeString(file, conflict.render(Conflict.ancestorOf(entry), Conflict.madeBy(entry)));
      int code = run(editor, file);
      if (code != 0) {
        throw Failure.of(ExitCode.USAGE, editor)
            .says("the editor failed; nothing was recorded")
            .found("exit code " + code)
            .build();
      }
      byte[] edited = Files.readAllBytes(file);
      refuseMarks(conflict.place() + ", line ", new String(edited, StandardCharsets.UTF_8));
      Resolution decision = decision(conflict, Optional.of(edited), file);
      new Resolve(workspace).run(id, decision);
      return decision;
    }
  }

  private OpenConflicts open(Series series, PatchRepository repository) throws IOException {
    return OpenConflicts.of(
        series, series.required(id), SourceSelection.require(repository, series), repository);
  }

  private void put(
      Map<String, Resolution> decisions, Conflict conflict, Optional<byte[]> lines, Path file) {
    Resolution decision = decision(conflict, lines, file);
    Resolution other = decisions.putIfAbsent(conflict.path() + conflict.hash(), decision);
    if (other != null && !other.choice().equals(decision.choice())) {
      throw Failure.of(ExitCode.USAGE, file.toString())
          .says("two hunks that are the same were decided in two ways; nothing was recorded")
          .found("line " + conflict.line() + " and one before it")
          .build();
    }
  }

  private Resolution decision(Conflict conflict, Optional<byte[]> lines, Path file) {
    Optional<Resolution.Take> side = conflict.side(lines);
    Resolution.Choice choice;
    if (side.isPresent()) {
      choice = side.get();
    } else {
      choice = new Resolution.Lines(text(lines.orElseThrow(() -> gone(file)), file));
    }
    List<String> bases = workspace.base().map(List::of).orElse(List.of());
    return new Resolution(conflict.path(), conflict.hash(), bases, choice, reason, 0);
  }

  private static Failure gone(Path file) {
    return Failure.of(ExitCode.USAGE, file.toString())
        .says("the file is gone, and both sides of the conflict have it; nothing was recorded")
        .build();
  }

  private static String text(byte[] lines, Path file) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(lines)).toString();
    } catch (CharacterCodingException e) {
      throw Failure.of(ExitCode.USAGE, file.toString())
          .says("what stands there is no UTF-8, which the series is in; nothing was recorded")
          .cause(e)
          .build();
    }
  }

  private static void refuseMarks(String place, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(MARK) || lines.get(i).startsWith(">>>>>>> upstream (")) {
        throw Failure.of(ExitCode.USAGE, place + (i + 1))
            .says("a conflict is still marked here; nothing was recorded")
            .expected("the lines that are to stand in its place, without the marks")
            .build();
      }
    }
  }

  private static Failure changedElsewhere(Path file, Worktree worktree) {
    return Failure.of(ExitCode.USAGE, file.toString())
        .says("lines outside of the marked places were changed; nothing was recorded")
        .fix(
            "take these changes back (git -C "
                + worktree.folder()
                + " diff shows them); a local patch is for them")
        .build();
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  private static int run(String editor, Path file) throws IOException {
    // As git runs it: the variable may have options.
    Process process =
        new ProcessBuilder("sh", "-c", editor + " \"$@\"", editor, file.toString())
            .inheritIO()
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
