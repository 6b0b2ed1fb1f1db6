package io.druidpatch.verification.embedded.kubelet;

import io.druidpatch.verification.embedded.resource.ApiFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The part of a log that a request asks for.
 *
 * @param container empty for the only one
 * @param tail how many of the last entries
 * @param since only entries from then on
 * @param limit how many bytes at most
 */
public record LogQuery(
    String container,
    boolean follow,
    boolean previous,
    boolean timestamps,
    OptionalLong tail,
    Optional<Instant> since,
    OptionalLong limit) {

  /**
   * Reads a request's parameters.
   *
   * @param parameters gives null for one that is not there
   * @throws ApiFailure 422 or 400, as the API server answers
   */
  public static LogQuery parse(String pod, Function<String, String> parameters) {
    OptionalLong tail = number(pod, parameters, "tailLines", 0);
    OptionalLong limit = number(pod, parameters, "limitBytes", 1);
    OptionalLong seconds = number(pod, parameters, "sinceSeconds", 1);
    String time = parameters.apply("sinceTime");
    if (time != null && !time.isEmpty() && seconds.isPresent()) {
      throw invalid(
          pod,
          "[]",
          "FieldValueForbidden",
          "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
    }
    Optional<Instant> since = Optional.empty();
    if (time != null && !time.isEmpty()) {
      try {
        // The API server hands whole seconds on to the kubelet.
        since = Optional.of(OffsetDateTime.parse(time).toInstant().truncatedTo(ChronoUnit.SECONDS));
      } catch (DateTimeException e) {
        throw ApiFailure.badRequest("parsing time \"" + time + "\": " + e.getMessage());
      }
    } else if (seconds.isPresent()) {
      since = Optional.of(Instant.now().minus(Duration.ofSeconds(seconds.getAsLong())));
    }
    String container = parameters.apply("container");
    return new LogQuery(
        container == null ? "" : container,
        flag(parameters, "follow"),
        flag(parameters, "previous"),
        flag(parameters, "timestamps"),
        tail,
        since,
        limit);
  }

  private static boolean flag(Function<String, String> parameters, String name) {
    String value = parameters.apply(name);
    return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
  }

  private static OptionalLong number(
      String pod, Function<String, String> parameters, String name, long least) {
    String text = parameters.apply(name);
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiFailure.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
    if (value < least) {
      String must = least == 0 ? "must be greater than or equal to 0" : "must be greater than 0";
      throw invalid(pod, name, "FieldValueInvalid", "Invalid value: " + value + ": " + must);
    }
    return OptionalLong.of(value);
  }

  private static ApiFailure invalid(String pod, String field, String reason, String what) {
    return ApiFailure.invalidLogOptions(pod, field, reason, what);
  }
}
