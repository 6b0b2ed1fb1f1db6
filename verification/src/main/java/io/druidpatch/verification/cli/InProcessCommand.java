package io.druidpatch.verification.cli;

import io.druidpatch.suite.ReportFolder;
import io.druidpatch.suite.ScenarioNames;
import io.druidpatch.suite.ScenarioOptions;
import io.druidpatch.verification.inprocess.InProcessPlan;
import io.druidpatch.verification.inprocess.InProcessRun;
import io.druidpatch.verification.inprocess.Subjects;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.report.Summary;
import io.druidpatch.verification.run.Progress;
import io.druidpatch.verification.run.Teardown;
import io.druidpatch.verification.threshold.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "in-process",
    mixinStandardHelpOptions = true,
    description =
        "Measures the Overlord's log resource alone, stock and patched, and writes the report. It"
            + " needs neither a cluster nor an object store.")
final class InProcessCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ParentOption parent;
  @Mixin private ScenarioOptions options;

  @Option(
      names = "--subject",
      paramLabel = "stock|watch-log|ours=DIR",
      required = true,
      description =
          "A subject to measure. DIR is a folder that patched-sources wrote, compiled. Can be repeated; the"
              + " report keeps the order.")
  private List<String> subjects = List.of();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      required = true,
      description = "The folder for the report and the servers' logs.")
  private Path report;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "verification",
      description =
          "The folder that has thresholds.yaml, and in-process/ compiled. Default:"
              + " ${DEFAULT-VALUE}.")
  private Path home;

  @Option(
      names = "--server-classes",
      paramLabel = "DIR",
      description = "The classes of in-process/. Default: in-process/target/classes in --home.")
  private Path serverClasses;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ScenarioNames.require(options.only(), ScenarioNames.Where.IN_PROCESS);
    // Finds a mistake in the file before anything is measured.
    Thresholds limits = Thresholds.read(options.thresholds(home));
    Path folder = report.toAbsolutePath().normalize();
    ReportFolder.require(folder);
    Path module = home.toAbsolutePath().resolve("in-process");
    Path classes =
        serverClasses == null ? module.resolve("target/classes") : serverClasses.toAbsolutePath();
    Subjects known = new Subjects(module, classes, folder);
    List<InProcessPlan.Served> served = new ArrayList<>();
    for (String subject : subjects) {
      served.add(subject(known, subject));
    }
    Progress progress = new Progress(System.err);
    Report found;
    try (Teardown teardown = new Teardown()) {
      parent.watch();
      found =
          new InProcessRun(
                  new InProcessPlan(
                      served, options.only(), options.quick(), options.repeat(), folder),
                  teardown,
                  progress)
              .run();
    }
    Report checked = Reporting.checked(found, limits, options.isLimited());
    int exit = Reporting.write(checked, folder, progress);
    System.out.print(Summary.of(checked));
    System.out.println("The page with charts: " + folder.resolve("index.html"));
    System.out.flush();
    return exit;
  }

  private InProcessPlan.Served subject(Subjects known, String text) throws IOException {
    String[] part = text.split("=", 2);
    boolean ours = part[0].equals(Subjects.OURS);
    if (!Subjects.NAMES.contains(part[0]) || ours != (part.length == 2)) {
      throw wrong("--subject " + text + ": expected stock, watch-log or ours=DIR");
    }
    Optional<Path> patched =
        ours ? Optional.of(Path.of(part[1]).toAbsolutePath()) : Optional.empty();
    if (ours && !Files.isDirectory(patched.get().resolve("classes"))) {
      throw wrong("--subject " + text + ": there are no classes/ in the folder");
    }
    return known.named(part[0], patched);
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
