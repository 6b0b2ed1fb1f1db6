package io.druidpatch.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.cli.Main;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Each command that the tool suggests in any test is one that it takes when it is pasted. */
public final class SuggestedCommands implements BeforeAllCallback, AfterEachCallback {
  /** One for all commands: to make it takes longer than most of what the tests do. */
  private static final CommandLine TOOL = new CommandLine(new Main());

  private static final List<String> REFUSALS = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void beforeAll(ExtensionContext context) {
    Invocation.listen(
        arguments -> {
          try {
            // Messages are made on several threads, and a parse has the command's fields to itself.
            synchronized (TOOL) {
              TOOL.parseArgs(ShellWords.of(arguments).toArray(String[]::new));
            }
          } catch (ParameterException | IllegalArgumentException e) {
            REFUSALS.add(arguments + ": " + e.getMessage());
          }
        });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> refusals = List.copyOf(REFUSALS);
    REFUSALS.clear();
    assertThat(refusals).as("commands that are suggested and not taken").isEmpty();
  }
}
