package io.druidpatch.verification.embedded.apiserver;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A key and a self-signed certificate for TLS on loopback. */
public final class ServerKeys {
  /** Not a secret: the file belongs to the run, and is deleted with it. */
  private static final String PASSWORD = "embedded";

  private ServerKeys() {}

  /**
   * Makes them with the JDK's keytool, since the JDK's classes for certificates are internal.
   *
   * @param file to write them to
   * @throws IOException if there is no such tool, or it fails
   */
  public static PfxOptions make(Path file) throws IOException {
    String keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
    List<String> command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "api",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "30",
            "-dname",
            "CN=embedded",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(keytool + " ends with " + code + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
  }
}
