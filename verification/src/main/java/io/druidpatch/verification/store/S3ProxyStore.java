package io.druidpatch.verification.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** S3Proxy in this process, its objects in memory, with signatures checked. */
public final class S3ProxyStore implements ObjectStore {
  private static final String ACCESS_KEY = "verification";
  private static final String SECRET_KEY = "verification-secret";

  private final S3Proxy server;

  private S3ProxyStore(S3Proxy server) {
    this.server = server;
  }

  /** Starts one on loopback. */
  public static S3ProxyStore start() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(BlobStores.create("transient-nio2", new Properties()))
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .ignoreUnknownHeaders(true)
            .build();
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("S3Proxy does not start: " + e.getMessage(), e);
    }
    S3ProxyStore store = new S3ProxyStore(server);
    try (S3Objects objects = S3Objects.of(store)) {
      objects.makeBucket();
    }
    return store;
  }

  @Override
  public String kind() {
    String version = S3Proxy.class.getPackage().getImplementationVersion();
    return version == null ? "S3Proxy" : "S3Proxy " + version;
  }

  @Override
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  @Override
  public String accessKey() {
    return ACCESS_KEY;
  }

  @Override
  public String secretKey() {
    return SECRET_KEY;
  }

  @Override
  public String region() {
    return "us-east-1";
  }

  @Override
  public String bucket() {
    return "druid";
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not stop", e);
    }
  }
}
