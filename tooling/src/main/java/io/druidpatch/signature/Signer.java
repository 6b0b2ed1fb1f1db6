package io.druidpatch.signature;

import java.time.Instant;

/**
 * Who signed.
 *
 * @param fingerprint the primary key's, in capital hex digits
 * @param user the name and address that the key has first
 * @param time when, by the signature's own word
 */
public record Signer(String fingerprint, String user, Instant time) {}
