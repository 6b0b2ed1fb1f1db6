package io.druidpatch.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.druidpatch.distribution.Layout;
import io.druidpatch.distribution.Tarball;
import io.druidpatch.provenance.Provenance;
import io.druidpatch.storage.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which distributions from an earlier run stand for one that would be built now. */
class BuiltDistributionTest {
  private static final Provenance.Jdk JDK = new Provenance.Jdk("17.0.1", "a vendor");
  private static final Map<String, String> OPTIONS =
      Map.of("extensions", "", "withoutSigar", "true");
  private static final String TIP = "0123456789012345678901234567890123456789";
  private static final BuiltDistribution.Wanted WANTED =
      new BuiltDistribution.Wanted("lean", TIP, JDK, OPTIONS);

  @TempDir Path folder;
  private Path tarball;

  @BeforeEach
  void aDistribution() throws IOException {
    tarball = folder.resolve("x.tar.gz");
    Layout layout = new Layout();
    layout.putText(
        Provenance.FILE,
        new Provenance(
                "lean",
                new Provenance.Base("u", "v1", TIP),
                TIP,
                "2024-01-01T00:00:00Z",
                List.of(),
                List.of(),
                Map.of(),
                JDK,
                OPTIONS,
                List.of())
            .json());
    Tarball.write(layout, "x", Instant.EPOCH, tarball);
    Files.writeString(
        folder.resolve("x.tar.gz.sha512"), Digests.of(tarball, "SHA-512") + "  x.tar.gz\n");
  }

  @Test
  void aDistributionOfTheSameMakingStandsForANewOne() throws IOException {
    assertThat(BuiltDistribution.unfit(tarball, WANTED)).isEmpty();
  }

  @Test
  void anyOtherDoesNot() throws IOException {
    assertThat(unfit(new BuiltDistribution.Wanted("full", TIP, JDK, OPTIONS)))
        .contains("kind=lean");
    assertThat(unfit(new BuiltDistribution.Wanted("lean", TIP.replace('0', '1'), JDK, OPTIONS)))
        .contains(TIP);
    assertThat(
            unfit(
                new BuiltDistribution.Wanted(
                    "lean", TIP, new Provenance.Jdk("17.0.2", "a"), OPTIONS)))
        .contains("17.0.1");
    assertThat(
            unfit(
                new BuiltDistribution.Wanted(
                    "lean", TIP, JDK, Map.of("extensions", "", "withoutSigar", "false"))))
        .contains("withoutSigar=true");
    Files.writeString(folder.resolve("x.tar.gz.sha512"), "00  x.tar.gz\n");
    assertThat(unfit(WANTED)).contains("another");
    Files.delete(folder.resolve("x.tar.gz.sha512"));
    assertThat(unfit(WANTED)).contains(".sha512");
    Files.delete(tarball);
    assertThat(unfit(WANTED)).contains("not there");
  }

  private String unfit(BuiltDistribution.Wanted wanted) throws IOException {
    return BuiltDistribution.unfit(tarball, wanted).orElseThrow();
  }
}
