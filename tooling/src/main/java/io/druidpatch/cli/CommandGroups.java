package io.druidpatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in the top command's {@code --help}, in groups. */
final class CommandGroups implements IHelpSectionRenderer {
  /** In the order in which a user meets them. */
  static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "Apply and edit the series",
        List.of(
            "apply", "status", "onto", "pick", "explain", "resolve", "drop", "move", "edit",
            "refresh", "export"));
    GROUPS.put("Review the series", List.of("diff", "graph"));
    GROUPS.put("Work without a git host", List.of("bundle", "patched-sources"));
    GROUPS.put("Build and compare", List.of("build", "compare", "image"));
    GROUPS.put("Test and measure", List.of("test-upstream", "static-checks", "verify"));
    GROUPS.put("Follow upstream and release", List.of("upstream", "release", "sign", "check"));
  }

  @Override
  public String render(Help help) {
    Map<String, CommandLine> commands = help.commandSpec().subcommands();
    StringBuilder text = new StringBuilder();
    int width =
        GROUPS.values().stream().flatMap(List::stream).mapToInt(String::length).max().orElse(0);
    for (Map.Entry<String, List<String>> group : GROUPS.entrySet()) {
      text.append(String.format("%n%s:%n", group.getKey()));
      Help.TextTable table =
          Help.TextTable.forColumns(
              help.colorScheme(),
              new Column(width + 4, 2, Column.Overflow.SPAN),
              new Column(
                  help.commandSpec().usageMessage().width() - width - 4, 0, Column.Overflow.WRAP));
      table.setAdjustLineBreaksForWideCJKCharacters(
          help.commandSpec().usageMessage().adjustLineBreaksForWideCJKCharacters());
      for (String name : group.getValue()) {
        table.addRowValues(name, summary(commands.get(name)));
      }
      text.append(table);
    }
    return text.toString();
  }

  private static String summary(CommandLine command) {
    List<String> lines =
        new ArrayList<>(List.of(command.getCommandSpec().usageMessage().description()));
    return lines.get(0);
  }
}
