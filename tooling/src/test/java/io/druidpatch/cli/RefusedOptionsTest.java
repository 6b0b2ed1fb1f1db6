package io.druidpatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.apply.SeriesFixture;
import io.druidpatch.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command line gets wrong is said before any work is done, in words that help. */
class RefusedOptionsTest {
  @TempDir Path folder;
  private SeriesFixture project;

  @BeforeEach
  void makeProject() throws IOException {
    project = new SeriesFixture(folder);
  }

  /** The repository is made by the first step of the work. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          verify --s3 ftp://x                 | --s3 ftp://x: this names no object store
          verify --s3 http://host             | expected: s3proxy, minio or http(s)://HOST[:PORT]/BUCKET
          verify --s3 http://me:secret@host/b | fix: put the login into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
          verify --s3 http://me:a/secret@host/b | --s3 URL: the URL has a login in it
          verify --s3 minoi                   | --s3 minoi: this names no object store
          verify --thresholds /nope           | --thresholds /nope: there is no such file
          verify --cluster in-process --thresholds /nope | --thresholds /nope: there is no such file
          build --contrib                     | --contrib is for --kind full, found --kind lean
          build --extension nope --kind full  | --extension is for --kind lean, found --kind full
          build --sha512 abc                  | --sha512 is for --kind overlay, found --kind lean
          apply --source central --upstream x | --upstream has no effect with --source central
          apply --source git --central x      | --central has no effect with --source git
          release 1 --version 30.0.0-k8s.1    | expected the release's number N or --version VERSION, not both
          release                             | --version VERSION, found neither
          """)
  void isSaidFirst(String words, String message) {
    Call call = Call.on(project, words);
    assertThat(call.code()).as(call.err()).isEqualTo(ExitCode.USAGE.number());
    assertThat(call.err()).contains(message).doesNotContain("secret");
    assertThat(project.workspace().repository()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"auto", "s3proxy", "minio", "https://host:9000/bucket", "http://host/bucket/"})
  void aStoreThatCanBeIsTaken(String store) {
    Call call = Call.on(project, "verify --build-only --s3 " + store);
    assertThat(call.err()).doesNotContain("no object store");
    assertThat(call.code()).isNotEqualTo(ExitCode.USAGE.number());
  }
}
