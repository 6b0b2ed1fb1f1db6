package io.druidpatch.signature;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who signed.
 *
 * @param fingerprint the primary key's, in capital hex digits
 * @param user the name and address that the key has first
 * @param time when, by the signature's own word
 */
public record Signer(String fingerprint, String user, Instant time) {
  /** All of it, for JSON. */
  public Map<String, Object> json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("fingerprint", fingerprint);
    all.put("user", user);
    all.put("time", time.toString());
    return all;
  }
}
