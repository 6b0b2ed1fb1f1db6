package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import io.druidpatch.git.PatchRepository;
import io.druidpatch.progress.Progress;
import io.druidpatch.storage.FullDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  private final IOException full = new IOException("No space left on device");

  @TempDir Path folder;

  @Test
  void aFetchThatFillsTheDiskIsNotTheUpstreamsFault() throws IOException {
    Path own = folder.resolve("druid.git");
    try (PatchRepository repository = PatchRepository.openForWriting(own);
        GitRemote remote =
            GitRemote.at("http://127.0.0.1:1/x.git", "do else", repository, Progress.SILENT)) {
      Failure failure = remote.failed("the base", new TransportException("broken", full));
      assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
      assertThat(failure).hasMessageContaining(own.toString());
      assertThat(failure).hasMessageContaining("free space on the file system of");
      assertThat(failure.getMessage()).doesNotContain("went away");
      Failure other = remote.failed("the base", new TransportException("broken"));
      assertThat(other.code()).isEqualTo(ExitCode.UNREACHABLE);
    }
  }

  @Test
  void itIsKnownByTheSystemsWordsWhereverTheyStand() {
    assertThat(FullDisk.says(new IllegalStateException("x", new IOException("y", full)))).isTrue();
    assertThat(FullDisk.says(new FileSystemException("f", null, "Disk quota exceeded"))).isTrue();
    assertThat(FullDisk.says(new IOException((String) null))).isFalse();
    assertThat(FullDisk.isAt(folder.resolve("not/there/yet"))).isFalse();
    assertThat(FullDisk.failure(List.of(folder), "said", full))
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining("bytes of");
  }
}
