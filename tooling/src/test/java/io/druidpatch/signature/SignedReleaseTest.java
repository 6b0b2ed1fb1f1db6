package io.druidpatch.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.cli.Call;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.storage.Digests;
import io.druidpatch.testing.Requirement;
import io.druidpatch.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code sign} and {@code check} on a release, and each way in which it is wrong. */
class SignedReleaseTest {
  private static final String PASSPHRASE = "correct horse: battery";
  private static final List<String> SIGNED =
      List.of("SHA256SUMS", "SHA512SUMS", "report/SHA256SUMS", "report/SHA512SUMS", "x.cdx.json");

  @TempDir Path folder;
  private Path release;
  private TestKey key;
  private Path passphrase;

  @BeforeEach
  void aRelease() throws Exception {
    release = Files.createDirectories(folder.resolve("release"));
    Files.createDirectories(release.resolve("report"));
    Files.writeString(release.resolve("x.tar.gz"), "a tarball");
    Files.writeString(release.resolve("x.cdx.json"), "{}");
    Files.writeString(release.resolve("report/report.md"), "a report");
    sums("", "x.tar.gz", "x.cdx.json");
    sums("report/", "report.md");
    key = TestKey.valid(folder, PASSPHRASE);
    passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE + "\n");
  }

  private void sums(String below, String... files) throws IOException {
    for (Map.Entry<String, String> sums :
        Map.of("SHA256SUMS", "SHA-256", "SHA512SUMS", "SHA-512").entrySet()) {
      StringBuilder text = new StringBuilder();
      for (String file : files) {
        text.append(Digests.of(release.resolve(below + file), sums.getValue()))
            .append("  ")
            .append(file)
            .append('\n');
      }
      Files.writeString(release.resolve(below + sums.getKey()), text);
    }
  }

  private Call sign(TestKey by, String... more) {
    return call("sign", "--key", by.secret().toString(), more);
  }

  private Call signed() {
    return sign(key, "--passphrase-file", passphrase.toString());
  }

  private Call check(TestKey by, String... more) {
    return call("check", "--keyring", by.open().toString(), more);
  }

  private Call call(String command, String option, String value, String... more) {
    return Call.of(
        Stream.concat(Stream.of(command, release.toString(), option, value), Stream.of(more))
            .toArray(String[]::new));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(release)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(release.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private void assertSignature(Call call, String... says) {
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.SIGNATURE.number());
    assertThat(call.err()).contains(says).contains("fix: ");
    assertThat(call.err() + call.out()).doesNotContain("horse");
  }

  @Test
  void whatIsSignedIsChecked() throws IOException {
    Call sign = sign(key, "--passphrase-file", passphrase.toString(), "--json");
    assertThat(sign.code()).as(sign.err()).isZero();
    JsonNode said = new ObjectMapper().readTree(sign.out());
    assertThat(said.path("signed")).extracting(JsonNode::asText).isEqualTo(SIGNED);
    assertThat(said.path("user").asText()).isEqualTo("valid <valid@example.org>");

    Call check = check(key, "--json");
    assertThat(check.code()).as(check.err()).isZero();
    JsonNode checked = new ObjectMapper().readTree(check.out());
    assertThat(checked.path("sha256")).hasSize(3);
    assertThat(checked.path("signatures").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(SIGNED);
    for (String field : List.of("fingerprint", "user", "time")) {
      assertThat(checked.at("/signatures/x.cdx.json/" + field)).isEqualTo(said.path(field));
    }
    assertThat(check(key).out()).contains("x.cdx.json signed by valid <valid@example.org>");
    // Again, over the first ones.
    assertThat(signed().code()).isZero();
    assertThat(check(key).code()).isZero();
  }

  @Test
  @Requires(Requirement.GPG)
  void gpgSaysTheSame() throws Exception {
    assertThat(signed().code()).isZero();
    assertThat(gpg("--import", key.open().toString())).isZero();
    for (String file : SIGNED) {
      String path = release.resolve(file).toString();
      assertThat(gpg("--verify", path + ".asc", path)).as(file).isZero();
    }
    Files.writeString(release.resolve("SHA256SUMS"), "other");
    String path = release.resolve("SHA256SUMS").toString();
    assertThat(gpg("--verify", path + ".asc", path)).isNotZero();
  }

  private int gpg(String... arguments) throws IOException, InterruptedException {
    Path home = folder.resolve("gpg");
    Files.createDirectories(home);
    List<String> line = new ArrayList<>(List.of("gpg", "--batch", "--no-autostart"));
    line.addAll(List.of("--homedir", home.toString()));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void aTamperedFileIsNamed() throws IOException {
    assertThat(signed().code()).isZero();
    Files.writeString(release.resolve("x.tar.gz"), "another");
    Call call = check(key);
    assertThat(call.code()).isEqualTo(ExitCode.DAMAGED.number());
    assertThat(call.err()).contains("x.tar.gz").contains("as SHA");
    // Nor are they signed.
    assertThat(signed().code()).isEqualTo(ExitCode.DAMAGED.number());
    // With checksums to match.
    sums("", "x.tar.gz", "x.cdx.json");
    assertSignature(check(key), "SHA256SUMS", "is not what was signed");
    assertThat(Call.of("check", release.toString()).code()).isZero();
  }

  @Test
  void aFileThatNobodySignedIsNoPartOfARelease() throws IOException {
    Files.writeString(release.resolve("x.tar.gz.asc"), "a signature of no one");
    Call call = signed();
    assertThat(call.code()).isEqualTo(ExitCode.DAMAGED.number());
    assertThat(call.err()).contains("x.tar.gz.asc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256SUMS", "report/SHA512SUMS", "x.cdx.json"})
  void aMissingOrBrokenSignatureIsNamed(String file) throws IOException {
    assertThat(signed().code()).isZero();
    Path signature = release.resolve(file + ".asc");
    Files.writeString(signature, "-----BEGIN PGP SIGNATURE-----\n\ngarbage");
    assertSignature(check(key), file + ".asc", "is no detached OpenPGP signature");
    Files.delete(signature);
    assertSignature(check(key), file, "is not signed");
  }

  @Test
  void aSignatureOfAnotherFileDoesNotHold() throws IOException {
    assertThat(signed().code()).isZero();
    Files.copy(
        release.resolve("SHA256SUMS.asc"),
        release.resolve("SHA512SUMS.asc"),
        StandardCopyOption.REPLACE_EXISTING);
    assertSignature(check(key), "SHA512SUMS", "is not what was signed");
  }

  @Test
  void aSignatureByAKeyOutsideOfTheKeyringDoesNotCount() throws Exception {
    assertThat(signed().code()).isZero();
    TestKey other = other("other", "", Duration.ZERO, KeyFlags.SIGN_DATA);
    assertSignature(check(other), "by a key that is not in", other.open().toString());
  }

  @Test
  void withoutAKeyOrItsPassphraseNothingIsWritten() throws Exception {
    Map<String, String> before = files();
    assertThat(Call.of("sign", release.toString()).code()).isEqualTo(ExitCode.USAGE.number());
    assertSignature(sign(key), "it is locked, and no passphrase was given");
    Path wrong = Files.writeString(folder.resolve("wrong"), "battery horse\n");
    assertSignature(sign(key, "--passphrase-file", wrong.toString()), "a wrong passphrase");
    TestKey open = new TestKey(key.open(), key.open());
    assertSignature(sign(open), "is not one secret OpenPGP key");
    TestKey garbage = new TestKey(passphrase, passphrase);
    assertSignature(sign(garbage), "is not one secret OpenPGP key");
    assertSignature(check(garbage), "is no keyring");
    TestKey gone = new TestKey(folder.resolve("gone"), folder.resolve("gone"));
    assertThat(sign(gone).code()).isEqualTo(ExitCode.STORAGE.number());
    assertThat(check(gone).code()).isEqualTo(ExitCode.STORAGE.number());
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anExpiredKeyNeitherSignsNorCounts() throws Exception {
    TestKey expired = other("expired", "", Duration.ofHours(1), KeyFlags.SIGN_DATA);
    assertSignature(sign(expired), "the key cannot sign", "expired at");
    TestKey encrypts = other("encrypts", "", Duration.ZERO, KeyFlags.ENCRYPT_COMMS);
    assertSignature(sign(encrypts), "is not for signatures");

    TestKey soon = other("soon", "", Duration.ofDays(2).plusSeconds(4), KeyFlags.SIGN_DATA);
    assertThat(sign(soon).code()).isZero();
    Instant end = Instant.now().plusSeconds(6);
    assertThat(check(soon).code()).isZero();
    while (Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertSignature(check(soon), "the signature does not count", "expired at");
  }

  private TestKey other(String name, String words, Duration lifetime, int flags) throws Exception {
    return TestKey.make(folder, name, words, Duration.ofDays(2), lifetime, flags);
  }

  @Test
  void aFolderThatIsNoReleaseIsRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Call call = Call.of("check", empty.toString());
    assertThat(call.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call.err()).contains("is no release").contains("fix: ");
    assertThat(Optional.ofNullable(empty.toFile().list())).contains(new String[0]);
  }
}
