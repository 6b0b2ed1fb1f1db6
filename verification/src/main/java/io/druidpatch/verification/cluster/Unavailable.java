package io.druidpatch.verification.cluster;

/**
 * Something that a run needs is not available: a cluster, an image or an object store. The message
 * says what is missing and why.
 */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unavailable(String message) {
    super(message);
  }

  public Unavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
