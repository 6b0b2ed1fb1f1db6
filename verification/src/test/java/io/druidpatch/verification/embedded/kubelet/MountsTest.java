package io.druidpatch.verification.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountsTest {
  private final Mounts mounts =
      new Mounts(
          Map.of(
              "/data",
              Path.of("/here/1"),
              "/data/in/",
              Path.of("/here/2"),
              "/here",
              Path.of("/x")));

  @ParameterizedTest
  @CsvSource({
    "/data,/here/1",
    "/data/,/here/1/",
    "/data/in/a,/here/2/a",
    "/data/inner,/here/1/inner",
    "-Ddir=/data/x,-Ddir=/here/1/x",
    "cd /data && ls,cd /here/1 && ls",
    "a:/data/*:/data,a:/here/1/*:/here/1",
    "file:///data/x,file:///data/x",
    "/my/data,/my/data",
    "/database,/database",
    "/data.old,/data.old",
    "/data-1,/data-1",
    "'[\"/data\"]','[\"/here/1\"]'",
  })
  void wholeLeadingPaths(String text, String resolved) {
    assertThat(mounts.resolve(text)).isEqualTo(resolved);
  }
}
