package io.druidpatch.suite;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that a command of the tool passes on to the suite, whose commands have them too. */
abstract class PassedOptions {
  @Spec(Target.MIXEE)
  CommandSpec spec;

  /** The options that were given, as the suite's command line takes them, in a fixed order. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : spec.options()) {
      boolean ours =
          option.userObject() instanceof Field field && field.getDeclaringClass() == getClass();
      if (ours && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        for (String value : option.stringValues()) {
          // In one word, since a value may begin like an option.
          arguments.add(
              option.arity().max() > 0 ? option.longestName() + "=" + value : option.longestName());
        }
      }
    }
    return arguments;
  }
}
