package io.druidpatch.series;

import static java.util.stream.Collectors.joining;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The patch series: what it starts from and what it applies, as series.yaml says.
 *
 * @param file the series.yaml it was read from
 * @param upstream the URL of the upstream's git repository
 * @param base where the series starts
 * @param committer who every commit of the series is committed by
 * @param central where the base's files are found on Maven Central, for machines without a git host
 * @param entries the changes, in order
 * @param topics what upstream's commits are about that concern the series, as found in subjects
 * @param considered the upstream commits that were looked at and left out
 */
public record Series(
    Path file,
    String upstream,
    Base base,
    Committer committer,
    List<SourceJar> central,
    List<Entry> entries,
    List<Pattern> topics,
    List<Considered> considered) {

  /** The tag that the series starts from, and the commit that it must point at. */
  public record Base(String tag, ObjectId commit) {}

  /** Name and address of the committer of all commits that the tool makes. */
  public record Committer(String name, String email) {}

  /**
   * A source jar on Maven Central that holds a module's sources at the base.
   *
   * @param module the module's folder in the upstream's tree
   * @param artifact {@code groupId:artifactId:version}
   */
  public record SourceJar(String module, String artifact) {}

  /** The picks among the entries, in order. */
  public List<Pick> picks() {
    return entries.stream().filter(Pick.class::isInstance).map(Pick.class::cast).toList();
  }

  /** The entry with this id. */
  public Optional<Entry> entry(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** The branch that the whole series lands on, without {@code refs/heads/}. */
  public String branch() {
    return "patched/" + base.tag();
  }

  /** The branch of a result that leaves entries out. */
  public String partialBranch() {
    return "partial/" + base.tag();
  }

  /** The branch that a worktree for people has checked out. */
  public String workBranch() {
    return "work/" + base.tag();
  }

  /**
   * The series up to an entry.
   *
   * @param id the last entry's id; {@code base} for none at all
   * @throws Failure with {@link ExitCode#USAGE} if there is no such entry
   */
  public Series upTo(String id) {
    int end = 0;
    if (!id.equals("base")) {
      Entry last =
          entry(id)
              .orElseThrow(
                  () ->
                      Failure.of(ExitCode.USAGE, id)
                          .says("the series has no such entry")
                          .expected(
                              "base, " + entries.stream().map(Entry::id).collect(joining(", ")))
                          .build());
      end = entries.indexOf(last) + 1;
    }
    return with(entries.subList(0, end));
  }

  /** The series with a patch behind it that is not one of its own. */
  public Series plus(Path patch) {
    List<Entry> more = new ArrayList<>(entries);
    String id = patch.getFileName().toString().replace(".patch", "");
    more.add(new LocalPatch(id, patch, Optional.empty(), 0));
    return with(more);
  }

  /** The series with the source jars of these modules alone. */
  public Series onlyFrom(Set<String> modules) {
    List<SourceJar> some = central.stream().filter(jar -> modules.contains(jar.module())).toList();
    return new Series(file, upstream, base, committer, some, entries, topics, considered);
  }

  private Series with(List<Entry> others) {
    return new Series(
        file, upstream, base, committer, central, List.copyOf(others), topics, considered);
  }
}
