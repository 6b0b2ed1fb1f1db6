package io.druidpatch.verification.druid;

import io.druidpatch.verification.fault.ApiConnections;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The kubeconfig for Druid, which leads to the API through a proxy. */
final class ClientConfig {
  private ClientConfig() {}

  /**
   * Writes the file. A proxy that speaks TLS to the server itself needs only a token from Druid.
   * With https, Druid sends the configuration's client certificate, and does not check the server's
   * certificate, which is not made for the proxy's address.
   *
   * @param server the proxy
   * @throws IOException if it cannot be written, or the client's certificate cannot be read
   */
  static void write(Path file, Config config, URI server, String namespace) throws IOException {
    boolean secure = "https".equals(server.getScheme());
    List<String> user = new ArrayList<>();
    String token = ApiConnections.token(config);
    if (token != null) {
      user.add("token: \"" + token + "\"");
    }
    if (secure) {
      data(config.getClientCertData(), config.getClientCertFile())
          .ifPresent(data -> user.add("client-certificate-data: " + data));
      data(config.getClientKeyData(), config.getClientKeyFile())
          .ifPresent(data -> user.add("client-key-data: " + data));
    }
    Files.writeString(
        file,
        String.join(
            "\n",
            "apiVersion: v1",
            "kind: Config",
            "current-context: verification",
            "clusters:",
            "  - name: verification",
            "    cluster: {server: \""
                + server
                + "\""
                + (secure ? ", insecure-skip-tls-verify: true" : "")
                + "}",
            "users:",
            "  - name: verification",
            "    user: {" + String.join(", ", user) + "}",
            "contexts:",
            "  - name: verification",
            "    context: {cluster: verification, user: verification, namespace: "
                + namespace
                + "}",
            ""));
  }

  private static Optional<String> data(String data, String file) throws IOException {
    if (data != null && !data.isEmpty()) {
      return Optional.of(data);
    }
    return file == null || file.isEmpty()
        ? Optional.empty()
        : Optional.of(Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file))));
  }
}
