package io.druidpatch.verification.embedded.kubelet;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback addresses for pods, one each. Linux answers on all of 127.0.0.0/8. The range is random,
 * so that two clusters on one machine rarely share an address.
 */
final class Addresses {
  private final int range = ThreadLocalRandom.current().nextInt(16, 255);
  private final AtomicInteger next = new AtomicInteger(ThreadLocalRandom.current().nextInt(65_000));

  String next() {
    int host = next.getAndIncrement() % (256 * 254);
    return "127." + range + "." + host / 254 + "." + (host % 254 + 1);
  }
}
