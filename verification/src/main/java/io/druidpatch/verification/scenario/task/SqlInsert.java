package io.druidpatch.verification.scenario.task;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The task that a Broker makes of an {@code INSERT … SELECT}: the controller of Druid's multi-stage
 * query engine (MSQ), which starts a worker of its own, in another pod.
 */
final class SqlInsert {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The names that Druid's planner gives the columns. */
  private static final String TIME = "v0";

  private static final String VALUE = "v";

  private SqlInsert() {}

  /**
   * The task, as JSON: {@code INSERT INTO "verification-sql" SELECT TIME_PARSE("t") AS __time, "v"
   * FROM TABLE(EXTERN(…)) PARTITIONED BY DAY}.
   *
   * @param rows lines of JSON with {@code t}, a time, and {@code v}; others fail the task
   */
  static String of(String id, String rows) {
    ObjectNode task = MAPPER.createObjectNode();
    task.put("type", "query_controller").put("id", id);
    ObjectNode spec = task.putObject("spec");
    spec.set("query", scan(rows));
    spec.putArray("columnMappings").add(column(TIME, "__time")).add(column(VALUE, "v"));
    ObjectNode destination = spec.putObject("destination");
    destination.put("type", "dataSource").put("dataSource", "verification-sql");
    destination.put("segmentGranularity", "DAY");
    spec.put("assignmentStrategy", "max");
    spec.putObject("tuningConfig").put("maxNumWorkers", 1);
    task.putArray("sqlTypeNames").add("TIMESTAMP").add("VARCHAR");
    task.putArray("nativeTypeNames").add("LONG").add("STRING");
    return task.toString();
  }

  private static ObjectNode scan(String rows) {
    ObjectNode query = MAPPER.createObjectNode();
    query.put("queryType", "scan").put("resultFormat", "compactedList").put("legacy", false);
    ObjectNode source = query.putObject("dataSource").put("type", "external");
    source.putObject("inputSource").put("type", "inline").put("data", rows);
    source.putObject("inputFormat").put("type", "json");
    source.putArray("signature").add(type("t", "STRING")).add(type(VALUE, "STRING"));
    query
        .putObject("intervals")
        .put("type", "intervals")
        .putArray("intervals")
        .add("-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z");
    query
        .putArray("virtualColumns")
        .addObject()
        .put("type", "expression")
        .put("name", TIME)
        .put("expression", "timestamp_parse(\"t\",null,'UTC')")
        .put("outputType", "LONG");
    query.putArray("columns").add(VALUE).add(TIME);
    String signature =
        MAPPER.createArrayNode().add(type(VALUE, "STRING")).add(type(TIME, "LONG")).toString();
    query
        .putObject("context")
        .put("__timeColumn", TIME)
        .put("scanSignature", signature)
        .put("sqlInsertSegmentGranularity", "\"DAY\"")
        .put("maxParseExceptions", 0);
    return query;
  }

  private static ObjectNode type(String name, String type) {
    return MAPPER.createObjectNode().put("name", name).put("type", type);
  }

  private static ObjectNode column(String from, String to) {
    return MAPPER.createObjectNode().put("queryColumn", from).put("outputColumn", to);
  }
}
