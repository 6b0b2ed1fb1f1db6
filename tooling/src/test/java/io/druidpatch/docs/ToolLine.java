package io.druidpatch.docs;

import io.druidpatch.cli.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A line of a script that calls this tool. */
final class ToolLine {
  private static final Pattern START =
      Pattern.compile("(?:^|[ (])\\./druidpatch (.*)|-Dexec\\.args=\"([^\"]*)\"");

  /** A word, with quoted parts; or what ends the command. */
  private static final Pattern WORD =
      Pattern.compile("((?:\"[^\"]*\"|'[^']*'|[^\\s\"'|&;<>()])+)|([|&;<>)])");

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
