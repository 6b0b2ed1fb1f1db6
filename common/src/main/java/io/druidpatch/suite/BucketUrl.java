package io.druidpatch.suite;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket of an S3 server that is there already, as {@code --s3} names it.
 *
 * @param server the server's URL, with {@code /} at its end
 */
public record BucketUrl(URI server, String bucket) {
  private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9][A-Za-z0-9._-]*)/?");
  private static final String FORM = "http(s)://HOST[:PORT]/BUCKET";
  private static final String LOGIN = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

  /**
   * Reads one.
   *
   * @throws Failure with {@link ExitCode#USAGE} if the text is no bucket's URL or has a login; its
   *     message has none
   */
  public static BucketUrl of(String text) {
    // Looked for in the text: in a URL a secret with a slash ends the place of the login.
    if (text.contains("@")) {
      throw Failure.of(ExitCode.USAGE, "--s3 URL")
          .says("the URL has a login in it, which others can see in the list of processes")
          .expected(FORM)
          .fix("put the login into " + LOGIN + " in the environment instead")
          .build();
    }
    return parsed(text)
        .orElseThrow(
            () ->
                // A query can have a login under any name.
                Failure.of(ExitCode.USAGE, "--s3 " + text.replaceFirst("(?s)([?#]).*", "$1…"))
                    .says("this names no object store")
                    .expected("s3proxy, minio or " + FORM + ", with its login in " + LOGIN)
                    .build());
  }

  private static Optional<BucketUrl> parsed(String text) {
    try {
      URI url = new URI(text);
      Matcher path = PATH.matcher(String.valueOf(url.getRawPath()));
      boolean whole =
          List.of("http", "https").contains(String.valueOf(url.getScheme()))
              && url.getHost() != null
              && path.matches()
              && url.getRawQuery() == null
              && url.getRawFragment() == null;
      return whole ? Optional.of(new BucketUrl(url.resolve("/"), path.group(1))) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return server + bucket;
  }
}
