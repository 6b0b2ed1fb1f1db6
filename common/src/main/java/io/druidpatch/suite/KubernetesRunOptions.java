package io.druidpatch.suite;

import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a run on Kubernetes, besides those that choose the cluster. */
public final class KubernetesRunOptions {
  @Option(
      names = "--s3",
      paramLabel = "auto|s3proxy|minio|URL",
      completionCandidates = Stores.class,
      description = {
        "The object store for task logs. s3proxy, the default: a store in the suite's process."
            + " minio: a store in a container. URL: http(s)://HOST[:PORT]/BUCKET of an existing store,"
            + " with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment."
      })
  private String s3;

  @Option(
      names = "--keep",
      description = "Keep the data folders of Druid's processes after the run.")
  private boolean keep;

  /** For a shell's completion. */
  static final class Stores implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("auto", "s3proxy", "minio").iterator();
    }
  }

  /** A word for an object store, or the URL of one. */
  public String store() {
    return s3 == null ? "auto" : s3;
  }

  public boolean keep() {
    return keep;
  }
}
