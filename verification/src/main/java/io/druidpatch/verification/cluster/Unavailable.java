package io.druidpatch.verification.cluster;

/**
 * Something that a run needs is not to be had here: a cluster, an image, an object store. The
 * message says what, why, and what would have run.
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
