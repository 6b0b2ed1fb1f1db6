package io.druidpatch.failure;

/** The exit codes of the command line. Each class of failure has one of its own, for scripts. */
public enum ExitCode {
  DONE(0, "the command did what it says"),
  INTERNAL(1, "a defect of this tool; the stack trace says where"),
  USAGE(2, "the command line is wrong, or git's or Maven's configuration"),
  SERIES(3, "series.yaml or a local patch file is malformed"),
  UNREACHABLE(4, "the upstream cannot be reached"),
  MISSING(5, "the upstream does not have what the series pins"),
  MOVED_TAG(6, "the base tag does not point at the pinned commit"),
  CONFLICT(7, "an entry conflicts and no recorded resolution covers it"),
  BAD_PATCH(8, "a local patch does not apply"),
  PARTIAL(
      9, "only a part of the series is there, from Maven Central, and the command needs the whole"),
  BUSY(10, "another run works on the same repository"),
  STORAGE(11, "a file cannot be read or written (permissions, space)"),
  DAMAGED(
      12,
      "a bundle, a jar, a tarball, the tool's repository or an upstream's on this machine is damaged"),
  STALE(13, "the branch or the worktree is not what the series makes"),
  TOOLCHAIN(
      14, "there is no Maven, no Java 17 for the tool, or no JDK that the base can be built with"),
  BUILD(15, "the patched tree does not build"),
  DIFFERENT(16, "two builds that should be the same bytes are not"),
  TESTS(17, "tests fail that pass on the base, or static checks find what they do not find there"),
  VERIFICATION(
      18,
      "`ours` does not meet verification/thresholds.yaml, or the report has an incident, such as a"
          + " scenario that broke off"),
  CLUSTER(19, "the cluster, the object store or an image that was asked for is not available"),
  STALE_UPSTREAM(20, "UPSTREAM.md or the series is out of date with upstream's history"),
  ONTO(21, "the series does not go onto a tag that was asked for"),
  REFUSED(
      22,
      "the release is refused: it is not whole, not committed, not newer, UPSTREAM.md is out of date,"
          + " or for another reason that the message names"),
  FOREIGN(23, "a file or folder that was named is not the tool's own; nothing in it was changed"),
  EXEC(24, "the command of `apply --exec` fails on the tree of an entry"),
  SIGNATURE(25, "a key cannot sign, or a signature is missing or does not hold");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** What the process exits with. */
  public int number() {
    return number;
  }

  /** One line for {@code --help}. */
  public String meaning() {
    return meaning;
  }
}
