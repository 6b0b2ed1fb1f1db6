package io.druidpatch.signature;

import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.util.encoders.Hex;

/**
 * A key of an OpenPGP certificate, and what the certificate says of it. What it says is taken as it
 * is: who gives the file vouches for it.
 *
 * @param certificate the key with its primary key
 */
record PublicKey(PGPPublicKeyRing certificate, PGPPublicKey key) {
  /** The primary key's fingerprint, by which people know the certificate. */
  String fingerprint() {
    return Hex.toHexString(primary().getFingerprint()).toUpperCase(Locale.ROOT);
  }

  /** The first name and address of the certificate. */
  String user() {
    Iterator<String> users = primary().getUserIDs();
    return users.hasNext() ? users.next() : "no name";
  }

  /**
   * Why it is not to be used; empty if it is.
   *
   * @param at when
   */
  Optional<String> unfit(Instant at) {
    for (PGPPublicKey one : new PGPPublicKey[] {primary(), key}) {
      if (one.hasRevocation()) {
        return Optional.of("the key is revoked");
      }
      Instant made = one.getCreationTime().toInstant();
      if (at.isBefore(made)) {
        return Optional.of("the key was made at " + made + ", after that");
      }
      long seconds = one.getValidSeconds();
      if (seconds > 0 && !at.isBefore(made.plusSeconds(seconds))) {
        return Optional.of("the key expired at " + made.plusSeconds(seconds));
      }
    }
    return maySign() ? Optional.empty() : Optional.of("the key is not for signatures");
  }

  private PGPPublicKey primary() {
    return certificate.getPublicKey();
  }

  /** A key without flags is for all that its algorithm can do. */
  private boolean maySign() {
    boolean flagged = false;
    for (Iterator<PGPSignature> all = key.getSignatures(); all.hasNext(); ) {
      PGPSignature one = all.next();
      if (one.getHashedSubPackets() != null && one.getHashedSubPackets().getKeyFlags() != 0) {
        flagged = true;
        if ((one.getHashedSubPackets().getKeyFlags() & KeyFlags.SIGN_DATA) != 0) {
          return true;
        }
      }
    }
    return !flagged;
  }
}
