package io.druidpatch.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Invocation;
import io.druidpatch.failure.Redaction;
import io.druidpatch.surroundings.FixedDefaults;
import io.druidpatch.surroundings.UserGitConfiguration;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
    name = "druidpatch",
    description = {
      "Applies a maintained series of patches to an Apache Druid release.",
      "",
      "The series is patches/series.yaml: upstream commits, taken from upstream's own git history,"
          + " and local patches. The result is a branch of real commits in a bare repository"
          + " (.druidpatch/druid.git), the same on every machine.",
      ""
    },
    subcommands = {
      ApplyCommand.class,
      StatusCommand.class,
      OntoCommand.class,
      ResolveCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      PickCommand.class,
      DropCommand.class,
      MoveCommand.class,
      EditCommand.class,
      RefreshCommand.class,
      DiffCommand.class,
      GraphCommand.class,
      BundleCommand.class,
      PatchedSourcesCommand.class,
      BuildCommand.class,
      CompareCommand.class,
      ImageCommand.class,
      TestUpstreamCommand.class,
      StaticChecksCommand.class,
      UpstreamCommand.class,
      VerifyCommand.class,
      ReleaseCommand.class,
      SignCommand.class,
      CheckCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nThe main job, from a fresh clone:%n",
    footer = {
      "  ./druidpatch apply",
      "  mvn -pl tooling exec:java apply   (the same, where there is no POSIX shell)"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    // Not System.out: that keeps to itself why something could not be written.
    System.out.flush();
    UserGitConfiguration.install(System.getenv());
    int code = run(new FileOutputStream(FileDescriptor.out), arguments);
    // A process of the tool's own ends here, and does not wait for what JGit still measures in the
    // background. Under Maven's exec:java a normal return lets the build end as a success; a
    // failure has to end Maven's own process, for its exit code to be ours.
    boolean own = Main.class.getClassLoader() == ClassLoader.getSystemClassLoader();
    if (own || code != 0) {
      System.exit(code);
    }
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... arguments) {
    return run(System.out, arguments);
  }

  /**
   * Runs one command.
   *
   * @param results where its results go; what goes wrong is said on standard error
   * @return its exit code
   */
  static int run(OutputStream results, String... arguments) {
    StandardOutput out = new StandardOutput(results);
    PrintWriter redacted = Redaction.writer(out.writer());
    PrintWriter err =
        Redaction.writer(
            new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
    FixedDefaults defaults = FixedDefaults.take();
    Invocation.running(List.of(arguments));
    int code;
    try {
      code = line(redacted, err, arguments).execute(arguments);
    } catch (OutOfMemoryError e) {
      code = new Explanation(e, List.of()).print(err).number();
    } finally {
      Invocation.everywhere("");
      Invocation.running(List.of());
      defaults.close();
    }
    redacted.flush();
    Optional<String> lost = out.failure();
    if (lost.isPresent()) {
      err.println("error: standard output cannot be written: " + lost.get());
      err.println("  found: the command itself ended with exit code " + code);
      err.println("  fix: send the output where there is space, and run the command again");
      code = code == ExitCode.DONE.number() ? ExitCode.STORAGE.number() : code;
    }
    err.flush();
    return code;
  }

  private static CommandLine line(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = called(arguments).setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(out);
    line.setErr(err);
    line.getCommandSpec().usageMessage().exitCodeList(list(EnumSet.allOf(ExitCode.class)));
    listExitCodes(line);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandGroups());
    CommandLine completion = line.getSubcommands().get("generate-completion");
    if (completion != null) {
      completion.getCommandSpec().usageMessage().hidden(true);
    }
    line.setParameterExceptionHandler((e, words) -> refuse(e));
    line.setExecutionExceptionHandler(
        (e, command, parsed) ->
            new Explanation(e, places(parsed)).print(command.getErr()).number());
    return line;
  }

  /** Reads the options of the command that is called alone: all of them take as long as it runs. */
  private static CommandLine called(String... arguments) {
    Main main = new Main();
    for (Class<?> command : Main.class.getAnnotation(Command.class).subcommands()) {
      if (arguments.length > 0
          && command.getPackage() == Main.class.getPackage()
          && command.getAnnotation(Command.class).name().equals(arguments[0])) {
        return new CommandLine(CommandSpec.wrapWithoutInspection(main).name("druidpatch"))
            .addSubcommand(command);
      }
    }
    return new CommandLine(main);
  }

  private static void listExitCodes(CommandLine parent) {
    for (CommandLine command : parent.getSubcommands().values()) {
      UsageMessageSpec usage = command.getCommandSpec().usageMessage();
      usage.exitCodeListHeading("%nExit codes:%n");
      usage.exitCodeList(list(CommandExitCodes.of(name(command))));
      listExitCodes(command);
    }
  }

  /** The words that call a command, such as {@code upstream check}; empty for the tool itself. */
  private static String name(CommandLine command) {
    CommandLine parent = command.getParent();
    return parent == null ? "" : (name(parent) + " " + command.getCommandName()).strip();
  }

  private static Map<String, String> list(Set<ExitCode> some) {
    Map<String, String> codes = new TreeMap<>();
    for (ExitCode code : some) {
      codes.put(String.format(Locale.ROOT, "%2d", code.number()), code.meaning());
    }
    return codes;
  }

  /**
   * Says what is wrong with a command line, and where its help is. The whole of it would push the
   * error off the screen.
   */
  private static int refuse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    // Picocli says so itself of some mistakes.
    err.println("error: " + e.getMessage().replaceFirst("^Error: ", ""));
    UnmatchedArgumentException.printSuggestions(e, err);
    if (command.getCommand() instanceof UpstreamCommand) {
      err.println("  fix: " + Invocation.command(UpstreamCommand.inPlaceOf(e)));
    }
    err.println("see: " + Invocation.command((name(command) + " --help").strip()));
    return ExitCode.USAGE.number();
  }

  /** Where a command may write: what it was told, and what it takes by itself. */
  private static Collection<Path> places(ParseResult parsed) {
    Set<Path> places = new LinkedHashSet<>();
    for (ParseResult one = parsed; one != null; one = one.subcommand()) {
      List<ArgSpec> told = new ArrayList<>(one.matchedOptions());
      told.addAll(one.matchedPositionals());
      for (ArgSpec argument : told) {
        if (argument.getValue() instanceof Path path) {
          places.add(path);
        }
      }
    }
    places.add(RepositoryOptions.home());
    places.add(Path.of(System.getProperty("java.io.tmpdir")));
    places.add(Path.of(System.getProperty("user.home")));
    return places;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version that Maven wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      return new String[] {
        "druidpatch " + version(), "Java ${java.version} (${java.vendor}), ${os.name} ${os.arch}"
      };
    }
  }

  static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("/io/druidpatch/version.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
