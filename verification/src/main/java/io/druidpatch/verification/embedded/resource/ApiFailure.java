package io.druidpatch.verification.embedded.resource;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;

/** A request that the API refuses, with the status that a client gets. */
public final class ApiFailure extends RuntimeException {
  private final transient Status status;

  private ApiFailure(Status status) {
    super(status.getMessage());
    this.status = status;
  }

  /** The body of the answer. */
  public Status status() {
    return status;
  }

  /** The status of the answer, for example 404. */
  public int code() {
    return status.getCode();
  }

  private static StatusBuilder failure(int code, String reason, String message) {
    return new StatusBuilder()
        .withNewMetadata()
        .endMetadata()
        .withStatus("Failure")
        .withCode(code)
        .withReason(reason)
        .withMessage(message);
  }

  private static ApiFailure about(
      ResourceType<?> type, String name, int code, String reason, String message) {
    StatusBuilder status = failure(code, reason, message);
    status
        .withNewDetails()
        .withName(name)
        .withGroup(type.group().isEmpty() ? null : type.group())
        .withKind(type.plural())
        .endDetails();
    return new ApiFailure(status.build());
  }

  /** 404: there is no object of that name. */
  public static ApiFailure notFound(ResourceType<?> type, String name) {
    String message = type.qualified() + " \"" + name + "\" not found";
    return about(type, name, 404, "NotFound", message);
  }

  /** 404: there is no such resource. */
  public static ApiFailure noSuchPath() {
    String message = "the server could not find the requested resource";
    return new ApiFailure(failure(404, "NotFound", message).build());
  }

  static ApiFailure alreadyExists(ResourceType<?> type, String name) {
    String message = type.qualified() + " \"" + name + "\" already exists";
    return about(type, name, 409, "AlreadyExists", message);
  }

  /** 409: the object is no longer the one that the client has read. */
  public static ApiFailure modified(ResourceType<?> type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiFailure conflict(ResourceType<?> type, String name, String why) {
    String message =
        "Operation cannot be fulfilled on " + type.qualified() + " \"" + name + "\": " + why;
    return about(type, name, 409, "Conflict", message);
  }

  static ApiFailure gone(long asked, long oldest) {
    String message = "too old resource version: " + asked + " (" + oldest + ")";
    return new ApiFailure(failure(410, "Expired", message).build());
  }

  /** 400: the request makes no sense. */
  public static ApiFailure badRequest(String message) {
    return new ApiFailure(failure(400, "BadRequest", message).build());
  }

  /** 405: the resource has no such method. */
  public static ApiFailure methodNotAllowed() {
    String message = "the server does not allow this method on the requested resource";
    return new ApiFailure(failure(405, "MethodNotAllowed", message).build());
  }

  /** 415: a body of that type cannot be read. */
  public static ApiFailure unsupportedMediaType(String type) {
    String message = "the body of the request was in an unknown format: " + type;
    return new ApiFailure(failure(415, "UnsupportedMediaType", message).build());
  }

  /** 500: what the server asked for this answer has failed. */
  public static ApiFailure upstream(String message) {
    return new ApiFailure(failure(500, "InternalError", message).build());
  }

  /** 500: the server has a defect. */
  public static ApiFailure internal(Throwable cause) {
    String message = "Internal error occurred: " + cause;
    return new ApiFailure(failure(500, "InternalError", message).build());
  }

  /**
   * A body that breaks the kind's rules.
   *
   * @param field its path, for example {@code metadata.name}
   * @param reason {@code FieldValueInvalid} or {@code FieldValueRequired}, as in the API
   */
  static ApiFailure invalid(
      ResourceType<?> type, String name, String field, String reason, String what) {
    String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
    StatusBuilder status =
        failure(422, "Invalid", kind + " \"" + name + "\" is invalid: " + field + ": " + what);
    status
        .withNewDetails()
        .withName(name)
        .withGroup(type.group().isEmpty() ? null : type.group())
        .withKind(type.kind())
        .addNewCause(field, what, reason)
        .endDetails();
    return new ApiFailure(status.build());
  }

  /** 422: what is asked of a log breaks a rule; as {@link #invalid} otherwise. */
  public static ApiFailure invalidLogOptions(String pod, String field, String reason, String what) {
    StatusBuilder status =
        failure(422, "Invalid", "PodLogOptions \"" + pod + "\" is invalid: " + field + ": " + what);
    status
        .withNewDetails()
        .withName(pod)
        .withKind("PodLogOptions")
        .addNewCause(field, what, reason)
        .endDetails();
    return new ApiFailure(status.build());
  }
}
