package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  /** Read once: picocli takes longer to read all commands than most calls take. */
  private static final Map<String, CommandLine> LEAVES = Collections.unmodifiableMap(read());

  private static Set<String> commands() {
    Set<String> commands = new TreeSet<>(new CommandLine(new Main()).getSubcommands().keySet());
    commands.removeAll(Set.of("generate-completion", "help"));
    return commands;
  }

  /** The commands that do something, by the words that call them: {@code upstream check}, say. */
  static Map<String, CommandLine> leaves() {
    return LEAVES;
  }

  private static Map<String, CommandLine> read() {
    Map<String, CommandLine> leaves = new LinkedHashMap<>();
    new CommandLine(new Main())
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getSubcommands().isEmpty()) {
                leaves.put(name, command);
              }
              command.getSubcommands().forEach((of, one) -> leaves.put(name + " " + of, one));
            });
    return leaves;
  }

  @Test
  void eachCommandIsInOneGroup() {
    assertThat(CommandGroups.GROUPS.values().stream().flatMap(group -> group.stream()))
        .containsExactlyInAnyOrderElementsOf(commands());
  }

  @Test
  void theGroupsHaveTheirCommandsAndWhatTheyDo() {
    String help = Call.of("--help").out();
    for (String group : CommandGroups.GROUPS.keySet()) {
      assertThat(help).contains(group + ":");
    }
    assertThat(help).containsPattern("(?m)^  compare +Compares two distributions");
    assertThat(help).contains(ExitCode.FOREIGN.meaning().substring(0, 20));
  }

  @Test
  void aCommandListsItsOwnExitCodesAlone() {
    assertThat(Call.of("compare", "--help").out())
        .contains("16   two builds")
        .doesNotContain("the release is refused")
        .doesNotContain("no cluster");
    assertThat(Call.of("verify", "--help").out()).contains("18   ").doesNotContain("17   ");
    assertThat(Call.of("upstream", "check", "--help").out()).contains("20   ");
    assertThat(Call.of("upstream", "candidates", "--help").out()).doesNotContain("20   ");
  }

  /** An option says what it does, and does not send its reader to another command. */
  @Test
  void eachOptionSaysWhatItDoes() {
    for (String command : leaves().keySet()) {
      assertThat(Call.of((command + " --help").split(" ")).out())
          .as(command)
          .doesNotContainIgnoringCase("as of `")
          .doesNotContainIgnoringCase("as for `");
    }
  }
}
