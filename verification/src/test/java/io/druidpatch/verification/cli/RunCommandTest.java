package io.druidpatch.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
  @TempDir Path folder;

  @Test
  void aStoreThatCannotBeIsRefusedBeforeAnythingIsStarted() throws IOException {
    Path tarball = Files.createFile(folder.resolve("stock.tar.gz"));
    List<Exception> refused = new ArrayList<>();
    new CommandLine(new RunCommand())
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              refused.add(e);
              return 1;
            })
        .execute(
            "--cluster=embedded",
            "--s3=http://me:hidden@host/bucket",
            "--subject=stock=" + tarball,
            "--report=" + folder.resolve("report"));
    assertThat(refused)
        .singleElement()
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
              assertThat(failure.getMessage()).contains("AWS_SECRET_ACCESS_KEY");
              assertThat(failure.getMessage()).doesNotContain("hidden");
            });
    assertThat(folder.resolve("report")).doesNotExist();
  }
}
