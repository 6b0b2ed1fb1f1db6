package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import java.util.List;
import java.util.Locale;

/**
 * Why a server gives nothing, as far as its words or the transport's say it.
 *
 * @param problem what is wrong
 * @param fix what to do about it
 */
record Refusal(ExitCode code, List<String> words, String problem, String fix) {
  private static final List<Refusal> KNOWN =
      List.of(
          new Refusal(
              ExitCode.UNREACHABLE,
              List.of("dubious ownership", "unsafe repository"),
              "git on the server does not trust the owner of the repository",
              "there, as the user that serves it: git config --global --add safe.directory PATH"),
          new Refusal(
              ExitCode.UNREACHABLE,
              List.of(
                  "authentication is required",
                  "not authorized",
                  "auth fail",
                  "no more authentication methods",
                  "permission denied",
                  "not permitted",
                  "authentication failed"),
              "the upstream wants a credential, and takes none that it was given",
              "give git one for it (git credential approve, a line in ~/.netrc, or an SSH key), and"
                  + " try it: git ls-remote URL"),
          new Refusal(
              ExitCode.MISSING,
              List.of("sha256", "object format", "object-format"),
              "the upstream's objects are named by SHA-256",
              "name a mirror whose objects are named by SHA-1, as Apache's are"),
          new Refusal(
              ExitCode.UNREACHABLE,
              List.of("not found", "does not exist", "not appear to be a git repository"),
              "there is no git repository at that address",
              "check the URL, and that your login may see it"));

  private static final Refusal OTHER =
      new Refusal(
          ExitCode.UNREACHABLE,
          List.of(),
          "the upstream cannot be reached",
          "check the network, the proxy and the credentials in your git configuration");

  /** The refusal that somebody's words are. */
  static Refusal of(String said) {
    String small = said.toLowerCase(Locale.ROOT);
    return KNOWN.stream()
        .filter(refusal -> refusal.words().stream().anyMatch(small::contains))
        .findFirst()
        .orElse(OTHER);
  }
}
