package io.druidpatch.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.SortedMap;

/**
 * What is written down of a finished step.
 *
 * @param inputs what decided its outcome, by name
 * @param files what it made: paths below the release's folder, with their SHA-256
 * @param facts what it found out for the steps behind it
 */
record StepRecord(
    SortedMap<String, String> inputs,
    SortedMap<String, String> files,
    SortedMap<String, String> facts) {

  String json() throws IOException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }

  /** Reads what {@link #json} wrote. */
  static StepRecord read(String json) throws JsonProcessingException {
    return new ObjectMapper().readValue(json, StepRecord.class);
  }

  /** The SHA-256 of what it made and found out: the same as long as that is. */
  String outcome() throws IOException {
    return Inputs.digest(files + "\n" + facts);
  }
}
