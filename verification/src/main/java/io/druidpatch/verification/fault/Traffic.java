package io.druidpatch.verification.fault;

/**
 * What clients have sent through a proxy.
 *
 * @param requests how many requests began
 * @param bytes their heads and bodies
 */
public record Traffic(long requests, long bytes) {
  /** What was sent since an earlier count. */
  public Traffic since(Traffic earlier) {
    return new Traffic(requests - earlier.requests, bytes - earlier.bytes);
  }
}
