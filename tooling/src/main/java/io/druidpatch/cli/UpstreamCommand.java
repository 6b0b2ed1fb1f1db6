package io.druidpatch.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
    name = "upstream",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    description = {
      "Shows what upstream did with the changes that the series carries.",
      "",
      "The commands read the upstream's history from the base on, and follow files through"
          + " renames. They keep the history in history.git beside the repository, and of files only"
          + " the versions that they compare, where the server can filter. A repository on this"
          + " machine is read in place.",
      ""
    },
    subcommands = {
      UpstreamStatusCommand.class,
      UpstreamCheckCommand.class,
      UpstreamCandidatesCommand.class,
      UpstreamDecideCommand.class
    })
final class UpstreamCommand {
  /**
   * The command in place of a line without one, as it was written when options chose what {@code
   * upstream} does.
   *
   * @param refused what picocli found wrong with the line
   * @return the command and its arguments
   */
  static String inPlaceOf(ParameterException refused) {
    List<String> words =
        refused instanceof UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched()
            : List.of();
    return Stream.of(
            replaced(words, "--since", "candidates REF"),
            replaced(words, "--decide", "decide COMMIT --reason TEXT"),
            replaced(words, "--write", "status --write"),
            replaced(words, "--check", "check"))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse("upstream status");
  }

  private static Optional<String> replaced(List<String> words, String option, String command) {
    return words.contains(option) ? Optional.of("upstream " + command) : Optional.empty();
  }
}
