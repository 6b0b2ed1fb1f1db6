package io.druidpatch.verification.store;

import io.druidpatch.verification.cluster.Unavailable;
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

  private EndpointStore(URI endpoint, String bucket, Map<String, String> environment) {
    this.endpoint = endpoint;
    this.bucket = bucket;
    this.accessKey = need(environment, "AWS_ACCESS_KEY_ID");
    this.secretKey = need(environment, "AWS_SECRET_ACCESS_KEY");
    this.region = environment.getOrDefault("AWS_REGION", "us-east-1");
  }

  /**
   * Connects to one.
   *
   * @param url {@code http(s)://HOST[:PORT]/BUCKET}
   * @param environment has AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and perhaps AWS_REGION
   * @throws Unavailable if it does not answer or the bucket is not there
   */
  public static EndpointStore open(URI url, Map<String, String> environment) {
    if (url.getRawUserInfo() != null || url.getRawQuery() != null) {
      throw new Unavailable(
          url.getHost()
              + ": expected http(s)://HOST[:PORT]/BUCKET, and the login in the environment, not in"
              + " the URL");
    }
    String bucket = url.getPath() == null ? "" : url.getPath().replaceAll("^/|/$", "");
    if (bucket.isEmpty() || bucket.contains("/")) {
      throw new Unavailable(url + ": expected http(s)://HOST[:PORT]/BUCKET");
    }
    EndpointStore store = new EndpointStore(url.resolve("/"), bucket, environment);
    try (S3Objects objects = S3Objects.of(store)) {
      objects.keys("druidpatch-verification-probe");
    } catch (SdkException e) {
      throw new Unavailable(url + ": the bucket cannot be listed: " + e.getMessage(), e);
    }
    return store;
  }

  private static String need(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new Unavailable("an S3 endpoint needs the environment variable " + name);
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
