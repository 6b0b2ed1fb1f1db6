package io.druidpatch.signature;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.storage.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/** The public keys whose signatures count. */
public final class Keyring {
  private static final Set<Integer> STRONG =
      Set.of(
          HashAlgorithmTags.SHA256,
          HashAlgorithmTags.SHA384,
          HashAlgorithmTags.SHA512,
          HashAlgorithmTags.SHA3_256,
          HashAlgorithmTags.SHA3_512);

  private final Path file;
  private final PGPPublicKeyRingCollection rings;

  private Keyring(Path file, PGPPublicKeyRingCollection rings) {
    this.file = file;
    this.rings = rings;
  }

  /**
   * Reads keys as {@code gpg --export} writes them.
   *
   * @throws Failure with {@link ExitCode#SIGNATURE} if the file has none
   */
  public static Keyring read(Path file) throws IOException {
    byte[] bytes = InputFile.bytes(file, ExitCode.SIGNATURE);
    PGPPublicKeyRingCollection rings = null;
    try {
      rings =
          new PGPPublicKeyRingCollection(
              PGPUtil.getDecoderStream(new ByteArrayInputStream(bytes)),
              new BcKeyFingerprintCalculator());
    } catch (PGPException | IOException | RuntimeException e) {
      // Said below: what is wrong in it is of no help.
    }
    if (rings == null || rings.size() == 0) {
      throw Failure.of(ExitCode.SIGNATURE, file.toString())
          .says("the file is no keyring")
          .expected("public OpenPGP keys")
          .fix("gpg --armor --export FINGERPRINT")
          .build();
    }
    return new Keyring(file, rings);
  }

  /**
   * Checks a detached signature.
   *
   * @return who made it
   * @throws Failure with {@link ExitCode#SIGNATURE} if it is missing, is not by a key of this ring
   *     that could sign then and can now, or is of another file
   */
  public Signer check(Path signed, Path signature) throws IOException {
    if (!Files.exists(signature)) {
      throw failure(signed, "is not signed", "no file " + signature.getFileName());
    }
    PGPSignature one = parsed(signature);
    PGPPublicKey key = rings.getPublicKey(one.getKeyID());
    if (key == null) {
      throw failure(
          signature,
          "the signature is by a key that is not in " + file,
          String.format(Locale.ROOT, "the key %016X", one.getKeyID()));
    }
    PublicKey by = new PublicKey(rings.getPublicKeyRing(key.getKeyID()), key);
    Instant time = one.getCreationTime().toInstant();
    Optional<String> unfit = by.unfit(time);
    unfit = unfit.isPresent() ? unfit : by.unfit(Instant.now());
    if (unfit.isPresent()) {
      throw failure(signature, "the signature does not count", unfit.get() + ": " + by.user());
    }
    if (!isOf(one, key, InputFile.bytes(signed, ExitCode.SIGNATURE))) {
      throw failure(signed, "is not what was signed", "another content, or another signature");
    }
    return new Signer(by.fingerprint(), by.user(), time);
  }

  private static PGPSignature parsed(Path signature) throws IOException {
    byte[] bytes = InputFile.bytes(signature, ExitCode.SIGNATURE);
    try {
      Object first =
          new BcPGPObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(bytes)))
              .nextObject();
      if (first instanceof PGPSignatureList list
          && list.size() == 1
          && list.get(0).getSignatureType() == PGPSignature.BINARY_DOCUMENT
          && STRONG.contains(list.get(0).getHashAlgorithm())) {
        return list.get(0);
      }
    } catch (IOException | RuntimeException e) {
      // Said below.
    }
    throw failure(
        signature, "is no detached OpenPGP signature by SHA-256 or better", "other bytes");
  }

  private static boolean isOf(PGPSignature signature, PGPPublicKey key, byte[] bytes) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key);
      signature.update(bytes);
      return signature.verify();
    } catch (PGPException | RuntimeException e) {
      return false;
    }
  }

  private static Failure failure(Path subject, String what, String found) {
    return Failure.of(ExitCode.SIGNATURE, subject.toString())
        .says(what)
        .found(found)
        .fix("use nothing of this folder; get it, and the keys, from whoever publishes them")
        .build();
  }
}
