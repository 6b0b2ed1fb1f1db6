package io.druidpatch.verification.embedded.kubelet;

import java.time.Duration;

/**
 * How a kubelet rotates the logs of its containers: when it looks and finds that one is as large as
 * {@code containerLogMaxSize}, a new file begins. The API gives out the new file alone.
 *
 * @param maxSize {@code containerLogMaxSize}, in bytes
 * @param interval between two looks; ten seconds with a real one
 * @param leavesStreams whether a stream that is open at a rotation stays on the old file and is
 *     silent until the container ends, as with kubelets before 1.29 (kubernetes 115701, 126564); a
 *     later one goes on with the new file
 */
public record LogRotation(long maxSize, Duration interval, boolean leavesStreams) {}
