package io.druidpatch.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficialTarballTest {
  @TempDir Path folder;
  private Path tarball;
  private String digest;

  @BeforeEach
  void aTarball() throws IOException {
    tarball = Files.writeString(folder.resolve("release.tar.gz"), "a release");
    digest = Digests.of(tarball, "SHA-512");
  }

  @Test
  void theChecksumMayBeGivenOrBeside() throws IOException {
    assertThat(take(tarball.toString(), Optional.of(digest.toUpperCase(java.util.Locale.ROOT))))
        .isEqualTo(tarball);
    Path other = Files.writeString(folder.resolve("sums"), digest + "  release.tar.gz\n");
    assertThat(take(tarball.toString(), Optional.of(other.toString()))).isEqualTo(tarball);
    Files.writeString(folder.resolve("release.tar.gz.sha512"), digest);
    assertThat(take(tarball.toString(), Optional.empty())).isEqualTo(tarball);
  }

  @Test
  void withoutAChecksumNothingIsTaken() {
    assertFails(ExitCode.USAGE, tarball.toString(), Optional.empty(), "--sha512");
  }

  @Test
  void anotherChecksumIsRefused() throws IOException {
    Files.writeString(tarball, "another release");
    assertFails(ExitCode.DAMAGED, tarball.toString(), Optional.of(digest), digest);
  }

  @Test
  void aFileWithoutAChecksumIsRefused() throws IOException {
    Path sums = Files.writeString(folder.resolve("sums"), "<html>not found</html>");
    assertFails(ExitCode.DAMAGED, tarball.toString(), Optional.of(sums.toString()), "no SHA-512");
  }

  @Test
  void aDownloadIsCheckedAndKept() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = new byte[0];
          int status = 404;
          if (exchange.getRequestURI().getPath().equals("/r.tar.gz")) {
            asked.incrementAndGet();
            body = Files.readAllBytes(tarball);
            status = 200;
          }
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/r.tar.gz";
      Path taken = take(url, Optional.of(digest));
      assertThat(taken).hasSameBinaryContentAs(tarball);
      assertThat(take(url, Optional.of(digest))).isEqualTo(taken);
      assertThat(asked).hasValue(1);
      assertFails(ExitCode.UNREACHABLE, url, Optional.empty(), "404");
      String other = digest.replace(digest.charAt(0), digest.charAt(0) == 'a' ? 'b' : 'a');
      assertFails(ExitCode.DAMAGED, url, Optional.of(other), other);
      assertThat(folder.resolve("kept").toFile().list()).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  private Path take(String where, Optional<String> sha512) throws IOException {
    return OfficialTarball.take(where, sha512, folder.resolve("kept"), Progress.SILENT);
  }

  private void assertFails(ExitCode code, String where, Optional<String> sha512, String says) {
    assertThatThrownBy(() -> take(where, sha512))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(says);
  }
}
