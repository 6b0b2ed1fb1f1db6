package io.druidpatch.suite;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a run on Kubernetes, besides those that choose the cluster. */
public final class KubernetesRunOptions {
  private static final List<String> WORDS = List.of("auto", "s3proxy", "minio");

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
      return WORDS.iterator();
    }
  }

  /** A word for an object store, or the URL of one. */
  public String store() {
    return s3 == null ? "auto" : s3;
  }

  /**
   * Checks the object store's name, before anything is built or started for a run that needs it.
   *
   * @throws Failure with {@link ExitCode#USAGE} if it is no word for a store and no bucket's URL
   */
  public void requireStore() {
    if (!WORDS.contains(store())) {
      BucketUrl.of(store());
    }
  }

  public boolean keep() {
    return keep;
  }
}
