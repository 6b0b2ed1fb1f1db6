package io.druidpatch.cli;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
      ExportCommand.class,
      RefreshCommand.class,
      BundleCommand.class,
      PatchedSourcesCommand.class,
      BuildCommand.class,
      CompareCommand.class,
      ImageCommand.class,
      TestUpstreamCommand.class,
      UpstreamCommand.class,
      VerifyCommand.class,
      ReleaseCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nThe main job, from a fresh clone:%n",
    footer = {"  mvn -pl tooling exec:java apply"})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    int code = run(arguments);
    // Under Maven's exec:java a normal return lets the build end as a success; a failure has to
    // end Maven's own process, for its exit code to be ours.
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    Map<String, String> codes = new TreeMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(String.format("%2d", code.number()), code.meaning());
    }
    line.getCommandSpec().usageMessage().exitCodeList(codes);
    for (CommandLine command : line.getSubcommands().values()) {
      command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
      command.getCommandSpec().usageMessage().exitCodeList(codes);
    }
    line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(true);
    line.setExecutionExceptionHandler((e, command, parsed) -> report(e, command.getErr()));
    return line.execute(arguments);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int report(Exception thrown, PrintWriter err) {
    Throwable e = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
    if (e instanceof Failure failure) {
      err.println("error: " + failure.getMessage());
      for (Throwable other : failure.getSuppressed()) {
        err.println("and before: " + other.getMessage());
      }
      return failure.code().number();
    }
    if (e instanceof MissingObjectException || e instanceof CorruptObjectException) {
      err.println("error: the tool's repository is damaged: " + e.getMessage());
      err.println("  to mend: remove the folder .druidpatch and apply again");
      return ExitCode.DAMAGED.number();
    }
    if (e instanceof IOException io) {
      err.println("error: a file cannot be read or written: " + describe(io));
      err.println("  to mend: see to its permissions and to free space; nothing was published");
      return ExitCode.STORAGE.number();
    }
    err.println("error: this is a defect of the tool");
    e.printStackTrace(err);
    return ExitCode.INTERNAL.number();
  }

  private static String describe(IOException e) {
    if (e instanceof AccessDeniedException) {
      return e.getMessage() + ": no permission";
    }
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return e.getMessage() + ": no such file or folder";
    }
    if (e instanceof FileSystemException) {
      return e.getMessage();
    }
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      text.append(": ").append(cause.getMessage());
    }
    return text.toString();
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
