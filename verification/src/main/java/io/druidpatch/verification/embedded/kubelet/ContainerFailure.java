package io.druidpatch.verification.embedded.kubelet;

/** Why a container cannot be started yet; the kubelet tries again. */
final class ContainerFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** As the container's waiting state gives it. */
  private final String reason;

  private ContainerFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }

  /** A part of its configuration is missing or not supported. */
  static ContainerFailure config(String message) {
    return new ContainerFailure("CreateContainerConfigError", message);
  }

  /** A volume cannot be made yet: it is still being created, and nothing more is said. */
  static ContainerFailure volume(String message) {
    return new ContainerFailure("ContainerCreating", message);
  }

  static ContainerFailure image(String image, String policy) {
    return policy.equals("Never")
        ? new ContainerFailure(
            "ErrImageNeverPull",
            "Container image \"" + image + "\" is not present with pull policy of Never")
        : new ContainerFailure("ImagePullBackOff", "Back-off pulling image \"" + image + "\"");
  }
}
