package io.druidpatch.series;

import static java.util.stream.Collectors.joining;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Invocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The patch series on one of its bases: what it starts from and what it applies, as series.yaml
 * says.
 *
 * @param file the series.yaml it was read from
 * @param upstreams the URLs of the upstream's git repository, in the order in which they are tried
 * @param bases the bases that it is kept for; the first is the default
 * @param base where the series starts
 * @param committer who every commit of the series is committed by
 * @param listed the changes for all bases, in order
 * @param entries those of them that are applied to this base, as they are on it
 * @param topics what upstream's commits are about that concern the series, as found in subjects
 * @param reports what users reported on the bases
 * @param considered the upstream commits that were looked at and left out
 */
public record Series(
    Path file,
    List<String> upstreams,
    List<Base> bases,
    Base base,
    Committer committer,
    List<Entry> listed,
    List<Entry> entries,
    List<Pattern> topics,
    List<Reported> reports,
    List<Considered> considered) {
  private static final String SEE = "see the entries: ";

  /**
   * A tag that the series starts from.
   *
   * @param commit what the tag must point at
   * @param central where the base's files are on Maven Central, for machines without a git host
   */
  public record Base(String tag, ObjectId commit, List<SourceJar> central) {}

  /** Name and address of the committer of all commits that the tool makes. */
  public record Committer(String name, String email) {}

  /**
   * A source jar on Maven Central that holds a module's sources at the base.
   *
   * @param module the module's folder in the upstream's tree
   * @param artifact {@code groupId:artifactId:version}
   */
  public record SourceJar(String module, String artifact) {}

  /**
   * The series on one of its bases.
   *
   * @throws Failure with {@link ExitCode#USAGE} if it is not kept for that
   */
  public Series on(String tag) {
    return on(
        carried(tag)
            .orElseThrow(
                () ->
                    Failure.of(ExitCode.USAGE, "--base " + tag)
                        .says("the series is not kept for this base")
                        .expected(bases.stream().map(Base::tag).collect(joining(", ")))
                        .fix(
                            "try it: "
                                + Invocation.command("onto " + Invocation.quoted(tag))
                                + "; then add it: "
                                + Invocation.command("onto --add " + Invocation.quoted(tag)))
                        .build()));
  }

  /** The series on a base, one of its own or another. */
  public Series on(Base other) {
    Series there = with(other, List.of());
    return with(
        other,
        listed.stream()
            .filter(entry -> there.whyNot(entry).isEmpty())
            .map(entry -> entry.on(other.tag()))
            .toList());
  }

  /** The base of this tag, if the series is kept for it. */
  public Optional<Base> carried(String tag) {
    return bases.stream().filter(one -> one.tag().equals(tag)).findFirst();
  }

  /** Why a listed entry is not on this base; empty if it is. What adapts a pick goes with it. */
  public Optional<String> whyNot(Entry entry) {
    Optional<String> reason = Optional.ofNullable(entry.notOn().get(base.tag()));
    if (reason.isEmpty() && entry instanceof LocalPatch local && !local.isOn(base.tag())) {
      return Optional.of("it is for " + String.join(", ", local.onlyOn().keySet()) + " alone");
    }
    if (reason.isEmpty() && entry instanceof LocalPatch local && local.adapts().isPresent()) {
      String pick = local.adapts().get();
      return listed.stream()
          .filter(one -> one.id().equals(pick) && one.notOn().containsKey(base.tag()))
          .findFirst()
          .map(one -> "it adapts " + pick + ", which is not on this base");
    }
    return reason;
  }

  /** Whether it is on the base that commands work on if none is named. */
  public boolean isOnDefault() {
    return base.tag().equals(bases.get(0).tag());
  }

  /** The series on its first base. */
  public Series onDefault() {
    return on(bases.get(0));
  }

  /** The URL that names the upstream, whichever is asked: the first. */
  public String upstream() {
    return upstreams.get(0);
  }

  /** The line that runs a command on this base. */
  public String command(String arguments) {
    return Invocation.command(
        isOnDefault() ? arguments : arguments + " --base " + Invocation.quoted(base.tag()));
  }

  /** Where the base's files are on Maven Central. */
  public List<SourceJar> central() {
    return base.central();
  }

  /** The picks among the entries, in order. */
  public List<Pick> picks() {
    return entries.stream().filter(Pick.class::isInstance).map(Pick.class::cast).toList();
  }

  /** The files of all local patches that are listed, those for other bases among them. */
  public List<Path> patches() {
    return listed.stream()
        .filter(LocalPatch.class::isInstance)
        .flatMap(entry -> ((LocalPatch) entry).files().stream())
        .toList();
  }

  /** The entry with this id. */
  public Optional<Entry> entry(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** The listed entry with this id, whether it is on this base or not. */
  public Optional<Entry> listed(String id) {
    return listed.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /**
   * The entry with this id.
   *
   * @throws Failure with {@link ExitCode#USAGE} if there is none on this base
   */
  public Entry required(String id) {
    return entry(id)
        .orElseThrow(
            () ->
                Failure.of(ExitCode.USAGE, id)
                    .says("the series has no such entry on " + base.tag())
                    .expected(entries.stream().map(Entry::id).collect(joining(", ")))
                    .fix(SEE + command("status"))
                    .build());
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

  /** The branch of the worktree in which a conflict is left. */
  public String conflictBranch() {
    return "conflict/" + base.tag();
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
                          .fix(SEE + command("status"))
                          .build());
      end = entries.indexOf(last) + 1;
    }
    return with(base, entries.subList(0, end));
  }

  /** The series with a patch behind it that is not one of its own. */
  public Series plus(Path patch) {
    List<Entry> more = new ArrayList<>(entries);
    String id = patch.getFileName().toString().replace(".patch", "");
    more.add(
        new LocalPatch(
            id, patch, Optional.empty(), Map.of(), List.of(), Map.of(), Map.of(), List.of(), 0));
    return with(base, more);
  }

  /** The series with another entry in front of one of its own. */
  public Series before(String id, Entry more) {
    List<Entry> all = new ArrayList<>(entries);
    all.add(all.indexOf(entry(id).orElseThrow()), more);
    return with(base, all);
  }

  /** The series without these entries. */
  public Series without(Set<String> ids) {
    return with(base, entries.stream().filter(entry -> !ids.contains(entry.id())).toList());
  }

  /** The series with the source jars of these modules alone. */
  public Series onlyFrom(Set<String> modules) {
    List<SourceJar> some =
        central().stream().filter(jar -> modules.contains(jar.module())).toList();
    return with(new Base(base.tag(), base.commit(), some), entries);
  }

  private Series with(Base other, List<Entry> others) {
    return new Series(
        file,
        upstreams,
        bases,
        other,
        committer,
        listed,
        List.copyOf(others),
        topics,
        reports,
        considered);
  }
}
