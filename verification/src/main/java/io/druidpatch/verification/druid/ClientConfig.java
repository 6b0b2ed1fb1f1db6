package io.druidpatch.verification.druid;

import io.druidpatch.verification.fault.ApiConnections;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kubeconfig that Druid is given: the API behind the fault proxy. */
final class ClientConfig {
  private ClientConfig() {}

  /** Writes it. The proxy brings certificates along, but a token has to be in each request. */
  static void write(Path file, Config config, int proxyPort, String namespace) throws IOException {
    String token = ApiConnections.token(config);
    Files.writeString(
        file,
        String.join(
            "\n",
            "apiVersion: v1",
            "kind: Config",
            "current-context: verification",
            "clusters:",
            "  - name: verification",
            "    cluster: {server: \"http://127.0.0.1:" + proxyPort + "\"}",
            "users:",
            "  - name: verification",
            "    user: {" + (token == null ? "" : "token: \"" + token + "\"") + "}",
            "contexts:",
            "  - name: verification",
            "    context: {cluster: verification, user: verification, namespace: "
                + namespace
                + "}",
            ""));
  }
}
