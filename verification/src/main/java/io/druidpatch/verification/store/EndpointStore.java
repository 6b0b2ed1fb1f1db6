package io.druidpatch.verification.store;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.suite.BucketUrl;
import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An S3 server that is there already. This run's objects are under a prefix of its own in a bucket
 * that exists.
 */
public final class EndpointStore implements ObjectStore {
  private final URI endpoint;
  private final String bucket;
  private final String accessKey;
  private final String secretKey;
  private final String region;

  private EndpointStore(BucketUrl url, Map<String, String> environment) {
    this.endpoint = url.server();
    this.bucket = url.bucket();
    this.accessKey = need(environment, "AWS_ACCESS_KEY_ID");
    this.secretKey = need(environment, "AWS_SECRET_ACCESS_KEY");
    this.region = environment.getOrDefault("AWS_REGION", "us-east-1");
  }

  /**
   * Connects to one.
   *
   * @param environment has AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and perhaps AWS_REGION
   * @throws Failure with {@link ExitCode#CLUSTER} if it does not answer or the bucket is not there
   */
  public static EndpointStore open(BucketUrl url, Map<String, String> environment) {
    EndpointStore store = new EndpointStore(url, environment);
    try (S3Objects objects = S3Objects.of(store)) {
      objects.keys("druidpatch-verification-probe");
    } catch (SdkException e) {
      throw Failure.of(ExitCode.CLUSTER, "--s3 " + url)
          .says("the bucket cannot be listed")
          .found(e.getMessage())
          .cause(e)
          .build();
    }
    return store;
  }

  private static String need(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw Failure.of(ExitCode.CLUSTER, "--s3 URL")
          .says("the store needs a login")
          .expected("the environment variable " + name)
          .build();
    }
    return value;
  }

  @Override
  public String kind() {
    return endpoint.toString();
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public String accessKey() {
    return accessKey;
  }

  @Override
  public String secretKey() {
    return secretKey;
  }

  @Override
  public String region() {
    return region;
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public void close() {
    // The caller deletes this run's prefix; the bucket is not ours.
  }
}
