package io.druidpatch.cli;

import static io.druidpatch.failure.ExitCode.BAD_PATCH;
import static io.druidpatch.failure.ExitCode.BUILD;
import static io.druidpatch.failure.ExitCode.BUSY;
import static io.druidpatch.failure.ExitCode.CLUSTER;
import static io.druidpatch.failure.ExitCode.CONFLICT;
import static io.druidpatch.failure.ExitCode.DAMAGED;
import static io.druidpatch.failure.ExitCode.DIFFERENT;
import static io.druidpatch.failure.ExitCode.DONE;
import static io.druidpatch.failure.ExitCode.EXEC;
import static io.druidpatch.failure.ExitCode.FOREIGN;
import static io.druidpatch.failure.ExitCode.INTERNAL;
import static io.druidpatch.failure.ExitCode.MISSING;
import static io.druidpatch.failure.ExitCode.MOVED_TAG;
import static io.druidpatch.failure.ExitCode.ONTO;
import static io.druidpatch.failure.ExitCode.PARTIAL;
import static io.druidpatch.failure.ExitCode.REFUSED;
import static io.druidpatch.failure.ExitCode.SERIES;
import static io.druidpatch.failure.ExitCode.SIGNATURE;
import static io.druidpatch.failure.ExitCode.STALE;
import static io.druidpatch.failure.ExitCode.STALE_UPSTREAM;
import static io.druidpatch.failure.ExitCode.STORAGE;
import static io.druidpatch.failure.ExitCode.TESTS;
import static io.druidpatch.failure.ExitCode.TOOLCHAIN;
import static io.druidpatch.failure.ExitCode.UNREACHABLE;
import static io.druidpatch.failure.ExitCode.USAGE;
import static io.druidpatch.failure.ExitCode.VERIFICATION;

import io.druidpatch.failure.ExitCode;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The exit codes that each command can end with, as its {@code --help} lists them. */
final class CommandExitCodes {
  private static final Set<ExitCode> ANY = EnumSet.of(DONE, INTERNAL, USAGE, STORAGE);

  /** Of a command that reads the series and the tool's repository. */
  private static final Set<ExitCode> READS = with(ANY, SERIES, DAMAGED, FOREIGN, STALE);

  /** Of a command that makes the series' commits. */
  private static final Set<ExitCode> APPLIES = with(READS, CONFLICT, BAD_PATCH);

  /** Of a command that asks the upstream or Maven Central. */
  private static final Set<ExitCode> FETCHES =
      with(APPLIES, BUSY, UNREACHABLE, MISSING, MOVED_TAG, PARTIAL);

  private static final Set<ExitCode> BUILDS = with(FETCHES, TOOLCHAIN, BUILD);

  /** Of a command that reads the upstream's history. */
  private static final Set<ExitCode> READS_HISTORY =
      with(READS, UNREACHABLE, MISSING, BUSY, BAD_PATCH);

  private static final Map<String, Set<ExitCode>> OF =
      Map.ofEntries(
          Map.entry("apply", with(FETCHES, EXEC)),
          Map.entry("pick", FETCHES),
          Map.entry("drop", with(FETCHES, ONTO)),
          Map.entry("move", with(FETCHES, ONTO)),
          Map.entry("edit", READS),
          Map.entry("diff", APPLIES),
          Map.entry("graph", APPLIES),
          Map.entry("status", with(APPLIES, PARTIAL)),
          Map.entry("onto", with(FETCHES, ONTO)),
          Map.entry("explain", FETCHES),
          Map.entry("resolve", with(APPLIES, PARTIAL, BUSY)),
          Map.entry("refresh", with(APPLIES, PARTIAL, BUSY)),
          Map.entry("export", with(APPLIES, PARTIAL)),
          Map.entry("bundle", with(READS, PARTIAL, BUSY)),
          Map.entry("patched-sources", FETCHES),
          Map.entry("build", with(BUILDS, DIFFERENT)),
          Map.entry("compare", with(ANY, DAMAGED, DIFFERENT)),
          Map.entry("sign", with(ANY, DAMAGED, SIGNATURE)),
          Map.entry("check", with(ANY, DAMAGED, SIGNATURE)),
          Map.entry("image", with(READS, UNREACHABLE, MISSING, PARTIAL, BUSY, BUILD)),
          Map.entry("test-upstream", with(BUILDS, TESTS)),
          Map.entry("static-checks", with(BUILDS, TESTS)),
          Map.entry("verify", with(BUILDS, VERIFICATION, CLUSTER)),
          Map.entry("upstream", with(READS_HISTORY, STALE_UPSTREAM)),
          Map.entry("upstream status", with(READS_HISTORY, STALE_UPSTREAM)),
          Map.entry("upstream check", with(READS_HISTORY, STALE_UPSTREAM)),
          Map.entry("upstream candidates", READS_HISTORY),
          Map.entry("upstream decide", READS_HISTORY),
          Map.entry(
              "release",
              with(BUILDS, DIFFERENT, TESTS, VERIFICATION, CLUSTER, STALE_UPSTREAM, REFUSED)));

  private CommandExitCodes() {}

  /**
   * The codes of a command.
   *
   * @param command its name, behind that of the command that it belongs to; a name that is no
   *     command of the tool's own has the codes of any
   */
  static Set<ExitCode> of(String command) {
    return OF.getOrDefault(command, ANY);
  }

  private static Set<ExitCode> with(Set<ExitCode> some, ExitCode... more) {
    Set<ExitCode> all = EnumSet.copyOf(some);
    all.addAll(Set.of(more));
    return all;
  }
}
