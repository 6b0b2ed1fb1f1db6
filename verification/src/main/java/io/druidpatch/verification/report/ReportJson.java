package io.druidpatch.verification.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report as JSON, with every sample. What is written reads back as an equal report. */
public final class ReportJson {
  // The indenter's own line ends would be the system's.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ReportJson() {}

  static String write(Report report) {
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that JSON cannot say", e);
    }
  }

  /**
   * Reads a report.
   *
   * @param file a report.json, or the folder that has it
   * @throws Failure with {@link ExitCode#USAGE} if it is no report
   * @throws IOException if it cannot be read
   */
  public static Report read(Path file) throws IOException {
    Path json = Files.isDirectory(file) ? file.resolve("report.json") : file;
    if (!Files.exists(json)) {
      throw Failure.of(ExitCode.USAGE, json.toString())
          .says("there is no such report")
          .fix("name the folder that --report named, or the report.json in it")
          .build();
    }
    try {
      return MAPPER.readValue(Files.readString(json), Report.class);
    } catch (JsonProcessingException e) {
      throw Failure.of(ExitCode.USAGE, json.toString())
          .says("is no report of this suite")
          .found(e.getOriginalMessage())
          .fix("name the report.json that verify has written")
          .build();
    }
  }
}
