package io.druidpatch.verification.store;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.net.URI;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.utility.DockerImageName;

/** MinIO in a container. */
public final class MinioStore implements ObjectStore {
  /** Pinned, so that runs are comparable; the report has the version. */
  public static final String IMAGE = "minio/minio:RELEASE.2025-09-07T16-13-09Z";

  private final MinIOContainer container;

  private MinioStore(MinIOContainer container) {
    this.container = container;
  }

  /**
   * Starts one.
   *
   * @throws Failure with {@link ExitCode#CLUSTER} if there is no Docker or no such image
   */
  @SuppressWarnings("resource") // Closed with the store.
  public static MinioStore start() {
    MinIOContainer container = new MinIOContainer(DockerImageName.parse(IMAGE));
    try {
      container.start();
    } catch (RuntimeException e) {
      container.close();
      throw Failure.of(ExitCode.CLUSTER, "--s3 minio")
          .says("MinIO cannot be started from the image " + IMAGE)
          .found(e.getMessage())
          .cause(e)
          .build();
    }
    MinioStore store = new MinioStore(container);
    try (S3Objects objects = S3Objects.of(store)) {
      objects.makeBucket();
    }
    return store;
  }

  @Override
  public String kind() {
    return "MinIO (" + IMAGE + ")";
  }

  @Override
  public URI endpoint() {
    return URI.create(container.getS3URL());
  }

  @Override
  public String accessKey() {
    return container.getUserName();
  }

  @Override
  public String secretKey() {
    return container.getPassword();
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
    container.close();
  }
}
