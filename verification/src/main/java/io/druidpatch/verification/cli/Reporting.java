package io.druidpatch.verification.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.run.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Consumer;

/** What becomes of a run's findings. */
final class Reporting {
  private Reporting() {}

  static int write(Report found, Plan plan, Consumer<String> progress) throws IOException {
    Files.createDirectories(plan.report());
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(plan.report().resolve("report.json").toFile(), found);
    found.cells().forEach(cell -> System.out.println(cell));
    return 0;
  }
}
