package io.druidpatch.signature;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.InputFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyDecryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/** A secret key that signs files. */
public final class SigningKey {
  private final PublicKey key;
  private final PGPPrivateKey secret;

  private SigningKey(PublicKey key, PGPPrivateKey secret) {
    this.key = key;
    this.secret = secret;
  }

  /**
   * Reads a key as {@code gpg --export-secret-keys} writes it, of whose parts the last that may
   * sign is taken.
   *
   * @param passphrase what the key is locked with; empty if nothing was given
   * @throws Failure with {@link ExitCode#SIGNATURE} if the file has no key or several, if none of
   *     its parts may sign now, or if the passphrase does not open it
   */
  public static SigningKey read(Path file, Optional<String> passphrase) throws IOException {
    PGPSecretKeyRing ring = ring(file);
    PGPSecretKey found = null;
    String why = "none of its parts has a secret";
    for (PGPSecretKey one : ring) {
      Optional<String> unfit = publicKey(ring, one).unfit(Instant.now());
      if (one.isPrivateKeyEmpty()) {
        continue;
      }
      if (unfit.isEmpty()) {
        found = one;
      } else {
        why = unfit.get();
      }
    }
    if (found == null) {
      throw failure(file, "the key cannot sign", why, "export another one, or renew it");
    }
    try {
      char[] words = passphrase.orElse("").toCharArray();
      PGPPrivateKey secret =
          found.extractPrivateKey(
              new BcPBESecretKeyDecryptorBuilder(new BcPGPDigestCalculatorProvider()).build(words));
      return new SigningKey(publicKey(ring, found), secret);
    } catch (PGPException e) {
      throw failure(
          file,
          "the key cannot be opened",
          passphrase.isEmpty() ? "it is locked, and no passphrase was given" : "a wrong passphrase",
          "give the passphrase with --passphrase-file FILE, or in DRUIDPATCH_PASSPHRASE");
    }
  }

  private static PGPSecretKeyRing ring(Path file) throws IOException {
    byte[] bytes = InputFile.bytes(file, ExitCode.SIGNATURE);
    List<PGPSecretKeyRing> rings = new ArrayList<>();
    String found;
    try {
      new PGPSecretKeyRingCollection(
              PGPUtil.getDecoderStream(new ByteArrayInputStream(bytes)),
              new BcKeyFingerprintCalculator())
          .forEach(rings::add);
      found = rings.isEmpty() ? "none" : rings.size() + " of them";
    } catch (PGPException | IOException | RuntimeException e) {
      found = "something else";
    }
    if (rings.size() != 1) {
      throw failure(
          file,
          "is not one secret OpenPGP key",
          found,
          "gpg --armor --export-secret-keys FINGERPRINT");
    }
    return rings.get(0);
  }

  private static PublicKey publicKey(PGPSecretKeyRing ring, PGPSecretKey one) {
    List<PGPPublicKey> keys = new ArrayList<>();
    ring.getPublicKeys().forEachRemaining(keys::add);
    return new PublicKey(new PGPPublicKeyRing(keys), one.getPublicKey());
  }

  private static Failure failure(Path file, String what, String found, String fix) {
    return Failure.of(ExitCode.SIGNATURE, file.toString()).says(what).found(found).fix(fix).build();
  }

  /** Who signs: name and address, and the fingerprint. */
  public Signer signer(Instant time) {
    return new Signer(key.fingerprint(), key.user(), time);
  }

  /**
   * A detached signature.
   *
   * @param time when it is made, in seconds
   * @return it, as ASCII
   */
  public String sign(Path file, Instant time) throws IOException {
    try {
      PGPSignatureGenerator generator =
          new PGPSignatureGenerator(
              new BcPGPContentSignerBuilder(key.key().getAlgorithm(), HashAlgorithmTags.SHA512),
              key.key());
      generator.init(PGPSignature.BINARY_DOCUMENT, secret);
      PGPSignatureSubpacketGenerator signed = new PGPSignatureSubpacketGenerator();
      signed.setSignatureCreationTime(false, Date.from(time));
      signed.setIssuerFingerprint(false, key.key());
      generator.setHashedSubpackets(signed.generate());
      generator.update(InputFile.bytes(file, ExitCode.SIGNATURE));
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      try (ArmoredOutputStream armor = ArmoredOutputStream.builder().clearHeaders().build(text)) {
        generator.generate().encode(armor);
      }
      return text.toString(StandardCharsets.US_ASCII);
    } catch (PGPException e) {
      throw new IOException(file + " cannot be signed", e);
    }
  }
}
