package io.druidpatch.use;

import io.druidpatch.cli.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A line of a script that calls this tool. */
final class ToolLine {
  private static final Pattern START =
      Pattern.compile("(?:^|[ (/])tooling/bin/druidpatch (.*)|-Dexec\\.args=\"([^\"]*)\"");

  /** A word, with quoted parts; or what ends the command. */
  private static final Pattern WORD =
      Pattern.compile("((?:\"[^\"]*\"|'[^']*'|[^\\s\"'|&;<>()])+)|([|&;<>)])");

  /** Commands whose lines are tried from the day on that the tool has them. */
  private static final Set<String> AWAITED = Set.of("onto", "release", "upstream");

  private ToolLine() {}

  /** The tool's arguments in a line, or empty if the line does not call it. */
  static Optional<List<String>> arguments(String line) {
    Matcher start = START.matcher(line);
    if (!start.find()) {
      return Optional.empty();
    }
    String text = start.group(1) != null ? start.group(1) : start.group(2);
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(text); word.find() && word.group(1) != null; ) {
      // A team's options; none by default.
      if (!word.group(1).matches("\\$DRUIDPATCH_\\w+_OPTIONS")) {
        words.add(word.group(1).replaceAll("[\"']", ""));
      }
    }
    return Optional.of(words);
  }

  /** Why a script cannot be tried yet, or empty. */
  static Optional<String> awaited(List<String> script) {
    Set<String> known = new CommandLine(new Main()).getSubcommands().keySet();
    return script.stream()
        .flatMap(line -> arguments(line).stream())
        .map(arguments -> arguments.get(0))
        .filter(command -> AWAITED.contains(command) && !known.contains(command))
        .map(command -> "SKIPPED, the tool does not have the command " + command + " yet")
        .findFirst();
  }

  /** What the tool says against these arguments, or empty if it takes them. */
  static Optional<String> refusal(List<String> arguments) {
    try {
      new CommandLine(new Main()).parseArgs(arguments.toArray(String[]::new));
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(String.join(" ", arguments) + ": " + e.getMessage());
    }
  }
}
