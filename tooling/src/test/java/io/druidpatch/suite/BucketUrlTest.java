package io.druidpatch.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://host/b,            http://host/,       b",
    "https://host:9000/my-b.2, https://host:9000/, my-b.2",
    "http://[::1]:9000/b/,     http://[::1]:9000/, b"
  })
  void hasAServerAndABucket(String text, String server, String bucket) {
    BucketUrl url = BucketUrl.of(text);
    assertThat(url.server()).hasToString(server);
    assertThat(url.bucket()).isEqualTo(bucket);
    assertThat(url).hasToString(server + bucket);
  }

  /** A secret key of AWS may have slashes, which end the place where a URL has its login. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:hidden@host/bucket",
        "http://me:a/hidden@host/bucket",
        "http://me:a@hidden/b@host/bucket",
        "http://me:a?hidden@host/bucket",
        "http://me:hidden @host/bucket",
        "http://hidden@host/bucket",
        "me:hidden@host/bucket",
        "http://host/bucket?login=me@hidden"
      })
  void aLoginIsRefusedAndNotRepeated(String text) {
    assertThat(refusal(text))
        .contains("has a login in it")
        .contains("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        .doesNotContain("hidden", "me:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "minoi",
        "ftp://host/b",
        "http:b",
        "http:///b",
        "http://host",
        "http://host/",
        "http://host/b/c",
        "http://host/b%2Fc",
        "http://host/..",
        "http://host/b c"
      })
  void whatNamesNoBucketIsRefused(String text) {
    assertThat(refusal(text)).startsWith("--s3 " + text + ": this names no object store");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host/b?id=me&x=hidden", "http://host/b#hidden", "x?a b hidden"})
  void aQueryIsRefusedAndNotRepeated(String text) {
    assertThat(refusal(text))
        .startsWith("--s3 " + text.replaceFirst("[?#].*", ""))
        .contains("this names no object store")
        .doesNotContain("hidden");
  }

  private static String refusal(String text) {
    Failure failure = catchThrowableOfType(Failure.class, () -> BucketUrl.of(text));
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    return failure.getMessage();
  }
}
