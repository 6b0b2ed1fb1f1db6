package io.druidpatch.distribution;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.failure.Redaction;
import io.druidpatch.http.Login;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.AtomicFile;
import io.druidpatch.storage.Digests;
import io.druidpatch.storage.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The release's tarball, taken only if its SHA-512 is the expected one. */
public final class OfficialTarball {
  private static final Pattern HEX = Pattern.compile("\\b[0-9a-fA-F]{128}\\b");

  private OfficialTarball() {}

  /**
   * Gets the tarball and checks it.
   *
   * @param where a file or an {@code http(s)} URL
   * @param sha512 the expected digest in hex, or where a file with it is; if not given, that is
   *     {@code where} with {@code .sha512} appended, as Apache publishes it
   * @param downloads where a downloaded tarball is kept, by its digest
   */
  public static Path take(String where, Optional<String> sha512, Path downloads, Progress progress)
      throws IOException {
    String expected = expected(where, sha512);
    if (!isUrl(where)) {
      Path file = Path.of(where);
      check(where, expected, Digests.of(file, "SHA-512"));
      return file;
    }
    Path kept = downloads.resolve(expected + ".tar.gz");
    if (Files.exists(kept)) {
      check(kept.toString(), expected, Digests.of(kept, "SHA-512"));
      return kept;
    }
    progress.line("downloading " + Redaction.of(where));
    try (AtomicFile aside = AtomicFile.of(kept)) {
      try (InputStream in = open(where);
          OutputStream out = Files.newOutputStream(aside.path())) {
        in.transferTo(out);
      }
      check(where, expected, Digests.of(aside.path(), "SHA-512"));
      aside.putInPlace();
    }
    return kept;
  }

  private static String expected(String where, Optional<String> sha512) throws IOException {
    if (sha512.isPresent() && HEX.matcher(sha512.get()).matches()) {
      return sha512.get().toLowerCase(Locale.ROOT);
    }
    String from = sha512.orElse(where + ".sha512");
    String text;
    try (InputStream in = open(from)) {
      text = new String(in.readNBytes(1 << 16), StandardCharsets.US_ASCII);
    } catch (java.nio.file.NoSuchFileException e) {
      throw Failure.of(ExitCode.USAGE, from)
          .says("there is no checksum of the release, and without one nothing is built from it")
          .fix("say the SHA-512 that Apache publishes for it: --sha512 HEX|FILE|URL")
          .cause(e)
          .build();
    }
    Matcher matcher = HEX.matcher(text);
    if (!matcher.find()) {
      throw Failure.of(ExitCode.DAMAGED, from)
          .says("this holds no SHA-512")
          .expected("128 hexadecimal digits")
          .found(text.lines().findFirst().orElse("nothing"))
          .build();
    }
    return matcher.group().toLowerCase(Locale.ROOT);
  }

  private static void check(String subject, String expected, String found) {
    if (!expected.equals(found)) {
      throw Failure.of(ExitCode.DAMAGED, subject)
          .says("its SHA-512 is another one; nothing was built from it")
          .expected(expected)
          .found(found)
          .fix("get the tarball again, or the checksum of this one from Apache")
          .build();
    }
  }

  private static boolean isUrl(String where) {
    return where.startsWith("https://") || where.startsWith("http://");
  }

  private static InputStream open(String where) throws IOException {
    if (!isUrl(where)) {
      return InputFile.open(Path.of(where));
    }
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(URI.create(where)).build();
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.USAGE, where)
          .says("this is no URL")
          .expected("http(s)://HOST/PATH, or a file")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(java.net.ProxySelector.getDefault());
    Login.of(where).ifPresent(login -> client.authenticator(login.at(URI.create(where))));
    try {
      HttpResponse<InputStream> response =
          client.build().send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        throw unreachable(where, "status " + response.statusCode(), null);
      }
      return response.body();
    } catch (IOException e) {
      throw unreachable(where, String.valueOf(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for " + Redaction.of(where), e);
    }
  }

  private static Failure unreachable(String where, String found, Throwable cause) {
    return Failure.of(ExitCode.UNREACHABLE, where)
        .says("cannot be downloaded")
        .found(found)
        .fix("download it another way, and name the file")
        .cause(cause)
        .build();
  }
}
