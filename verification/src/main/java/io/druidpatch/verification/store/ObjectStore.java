package io.druidpatch.verification.store;

import java.net.URI;

/** An S3 server with a bucket for this run. */
public interface ObjectStore extends AutoCloseable {
  /** What it is, for the report: {@code S3Proxy 4.1.0}, {@code MinIO …}, or its address. */
  String kind();

  /** Where this machine reaches it; pods do through a proxy on this machine. */
  URI endpoint();

  String accessKey();

  String secretKey();

  String region();

  String bucket();

  /** Deletes what this run put there and ends what it started. */
  @Override
  void close();
}
