package io.druidpatch.verification.scenario.livelog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.druidpatch.verification.scenario.Pods;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kubelet whose rotations cannot be brought about is named, with the reason. */
class RotationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker://20.10.24|{\"containerLogMaxSize\":\"10Mi\"}|to Docker",
        "containerd://1.6.20||does not say",
        "containerd://1.6.20|{}|does not say",
        "containerd://1.6.20|{\"containerLogMaxSize\":\"1Gi\"}|1073741824 bytes",
        "containerd://1.6.20|{\"containerLogMaxSize\":\"10Mi\"}|",
      })
  void hindrances(String runtime, String configuration, String why) throws Exception {
    Pods.Node node =
        new Pods.Node(
            "v1.28.1",
            runtime,
            configuration == null
                ? Optional.empty()
                : Optional.of(new ObjectMapper().readTree(configuration)));
    Optional<String> found = Rotation.hindrance(node);
    if (why == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found.orElseThrow()).contains("v1.28.1").contains(runtime).contains(why);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "000000000007 17,7",
        "\".....\n000000000008 17\",8",
        "\"000 17.....\n000000000009 17\",9",
        "00000000,0",
        "............,0",
      })
  void theFirstWholeLineOfAFile(String head, long number) {
    assertThat(FileStreams.number(head.getBytes(US_ASCII))).isEqualTo(number);
  }
}
