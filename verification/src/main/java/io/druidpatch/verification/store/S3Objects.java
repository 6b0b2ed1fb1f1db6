package io.druidpatch.verification.store;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a store's bucket, read past any proxy. */
public final class S3Objects implements AutoCloseable {
  private final S3Client client;
  private final String bucket;

  private S3Objects(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /** Connects to a store. */
  public static S3Objects of(ObjectStore store) {
    S3Client client =
        S3Client.builder()
            .endpointOverride(store.endpoint())
            .region(Region.of(store.region()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    return new S3Objects(client, store.bucket());
  }

  void makeBucket() {
    try {
      client.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException e) {
      // A bucket that was made before serves as well.
    }
  }

  /** An object's bytes, if it is there. */
  public Optional<byte[]> get(String key) {
    try {
      return Optional.of(
          client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Puts an object there. */
  public void put(String key, byte[] bytes) {
    client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
  }

  /** The keys that begin with a prefix. */
  public List<String> keys(String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /** Deletes the objects whose keys begin with a prefix. */
  public void delete(String prefix) {
    for (String key : keys(prefix)) {
      client.deleteObject(request -> request.bucket(bucket).key(key));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
