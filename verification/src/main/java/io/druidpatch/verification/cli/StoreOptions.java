package io.druidpatch.verification.cli;

import io.druidpatch.verification.store.EndpointStore;
import io.druidpatch.verification.store.MinioStore;
import io.druidpatch.verification.store.ObjectStore;
import io.druidpatch.verification.store.S3ProxyStore;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Option;

/** The option that chooses an object store. */
final class StoreOptions {
  @Option(
      names = "--s3",
      paramLabel = "s3proxy|minio|URL",
      defaultValue = "s3proxy",
      description = {
        "The object store. s3proxy, the default: in this process, in memory. minio: in a container."
            + " URL: http(s)://HOST[:PORT]/BUCKET of one that is there, with AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY in the environment."
      })
  private String store;

  ObjectStore open() throws IOException {
    return switch (store) {
      case "s3proxy", "auto" -> S3ProxyStore.start();
      case "minio" -> MinioStore.start();
      default -> EndpointStore.open(URI.create(store), System.getenv());
    };
  }
}
