package io.druidpatch.signature;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * An OpenPGP key that a test makes.
 *
 * @param secret the file with the secret key
 * @param open the file with the public one
 */
public record TestKey(Path secret, Path open) {
  /** A key that is valid now and never expires, locked with a passphrase. */
  public static TestKey valid(Path folder, String passphrase) throws IOException, PGPException {
    return make(folder, "valid", passphrase, Duration.ofDays(1), Duration.ZERO, KeyFlags.SIGN_DATA);
  }

  /**
   * A key.
   *
   * @param passphrase empty for a key that is not locked
   * @param age how long ago it was made
   * @param lifetime how long it is valid from then on; zero for ever
   * @param flags what it is for
   */
  static TestKey make(
      Path folder, String name, String passphrase, Duration age, Duration lifetime, int flags)
      throws IOException, PGPException {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    PGPKeyPair pair =
        new BcPGPKeyPair(
            PublicKeyPacket.VERSION_4,
            PublicKeyAlgorithmTags.EDDSA_LEGACY,
            generator.generateKeyPair(),
            Date.from(Instant.now().minus(age)));
    PGPSignatureSubpacketGenerator says = new PGPSignatureSubpacketGenerator();
    says.setKeyFlags(false, flags);
    if (!lifetime.isZero()) {
      says.setKeyExpirationTime(false, lifetime.toSeconds());
    }
    PGPDigestCalculator sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
    PBESecretKeyEncryptor lock =
        passphrase.isEmpty()
            ? null
            : new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1)
                .build(passphrase.toCharArray());
    PGPKeyRingGenerator ring =
        new PGPKeyRingGenerator(
            PGPSignature.POSITIVE_CERTIFICATION,
            pair,
            name + " <" + name + "@example.org>",
            sha1,
            says.generate(),
            null,
            new BcPGPContentSignerBuilder(
                pair.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512),
            lock);
    Path secret = folder.resolve(name + ".key");
    Path open = folder.resolve(name + ".pub");
    write(secret, ring.generateSecretKeyRing().getEncoded());
    write(open, ring.generatePublicKeyRing().getEncoded());
    return new TestKey(secret, open);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ArmoredOutputStream armor = ArmoredOutputStream.builder().build(out)) {
      armor.write(bytes);
    }
  }
}
