package io.druidpatch.verification.scenario.task;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A task that ingests rows from its own specification. */
final class Ingestion {
  private Ingestion() {}

  /**
   * The task, as JSON.
   *
   * @param rows lines of JSON with {@code t}, a time, and {@code v}; others fail the task
   */
  static String of(String id, String rows) {
    ObjectNode task = new ObjectMapper().createObjectNode();
    task.put("type", "index_parallel").put("id", id);
    ObjectNode spec = task.putObject("spec");
    ObjectNode schema = spec.putObject("dataSchema");
    schema.put("dataSource", "verification");
    schema.putObject("timestampSpec").put("column", "t").put("format", "iso");
    schema.putObject("dimensionsSpec").putArray("dimensions").add("v");
    schema
        .putObject("granularitySpec")
        .put("segmentGranularity", "day")
        .put("queryGranularity", "none");
    ObjectNode io = spec.putObject("ioConfig");
    io.put("type", "index_parallel");
    io.putObject("inputSource").put("type", "inline").put("data", rows);
    io.putObject("inputFormat").put("type", "json");
    ObjectNode tuning = spec.putObject("tuningConfig");
    tuning.put("type", "index_parallel").put("maxParseExceptions", 0);
    tuning.put("logParseExceptions", true);
    tuning.putObject("partitionsSpec").put("type", "dynamic");
    return task.toString();
  }
}
