package io.druidpatch.verification.embedded.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.embedded.resource.ApiFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodLogTest {
  @TempDir private Path folder;
  private PodLog log;

  @BeforeEach
  void open() throws IOException {
    log = new PodLog(folder.resolve("log"));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    log.write(bytes, bytes.length);
  }

  private static LogQuery query(String parameters) {
    Map<String, String> map = new java.util.HashMap<>();
    for (String one : parameters.split("&", -1)) {
      int at = one.indexOf('=');
      if (at > 0) {
        map.put(one.substring(0, at), one.substring(at + 1));
      }
    }
    return LogQuery.parse("p", map::get);
  }

  private static String rest(LogCursor cursor) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    // Small pieces, so that they end within entries.
    for (byte[] next = cursor.next(5); next.length > 0; next = cursor.next(5)) {
      all.writeBytes(next);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private String read(String parameters) throws IOException {
    return rest(new LogCursor(log, query(parameters)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|one/two/three",
        "tailLines=0|''",
        "tailLines=1|three",
        "tailLines=2|two/three",
        "tailLines=9|one/two/three",
        "limitBytes=5|one/t",
        "tailLines=2&limitBytes=5|two/t",
        "sinceSeconds=100|one/two/three",
        "sinceTime=2100-01-01T00:00:00Z|''",
        "sinceTime=2001-01-01T00:00:00+02:00&tailLines=1|three",
      })
  void parts(String parameters, String expected) throws IOException {
    write("one\ntw");
    write("o\nthree");
    log.end();
    assertThat(read(parameters).replace('\n', '/')).isEqualTo(expected);
  }

  @Test
  void timesAreOfEntries() throws IOException {
    write("one\n\ntwo");
    log.end();
    assertThat(read("timestamps=true")).matches("(\\S{30}) one\n\\1 \n\\S{30} two");
  }

  @Test
  void sinceIsOfTheEntry() throws Exception {
    write("one\n");
    Thread.sleep(2100);
    write("two\n");
    assertThat(read("sinceSeconds=1")).isEqualTo("two\n");
    assertThat(read("sinceTime=" + log.time(1))).isEqualTo("two\n");
    assertThat(read("sinceTime=" + log.time(0))).isEqualTo("one\ntwo\n");
  }

  @Test
  void aReaderSeesWholeLines() throws IOException {
    LogCursor cursor = new LogCursor(log, query("follow=true"));
    write("one\ntw");
    assertThat(rest(cursor)).isEqualTo("one\n");
    write("o\n");
    assertThat(rest(cursor)).isEqualTo("two\n");
    write("three");
    assertThat(rest(cursor)).isEmpty();
    log.end();
    assertThat(rest(cursor)).isEqualTo("three");
  }

  @Test
  void aLongLineIsNotKeptBack() throws IOException {
    LogCursor cursor = new LogCursor(log, query("follow=true"));
    write("x".repeat(70_000));
    assertThat(rest(cursor)).hasSize(4 * PodLog.LONGEST);
    write("\n");
    assertThat(rest(cursor)).hasSize(70_001 - 4 * PodLog.LONGEST);
  }

  @Test
  void aHeldLogIsReadableAfterItsPod() throws IOException {
    write("one\n");
    LogCursor cursor = new LogCursor(log, query(""));
    log.hold();
    log.close();
    assertThat(rest(cursor)).isEqualTo("one\n");
    log.release();
    assertThatThrownBy(() -> log.read(0, 1)).isInstanceOf(IOException.class);
  }

  @Test
  void aNewRequestSeesTheNewFileAlone() throws IOException {
    write("one\ntwo\nthr");
    log.rotate(9, false);
    assertThat(read("")).isEqualTo("one\ntwo\n");
    log.rotate(8, false);
    assertThat(read("")).isEmpty();
    write("ee\nfour\n");
    assertThat(read("")).isEqualTo("three\nfour\n");
    assertThat(read("tailLines=9")).isEqualTo("three\nfour\n");
    assertThat(read("tailLines=1")).isEqualTo("four\n");
    assertThat(read("timestamps=true")).contains("three").doesNotContain("two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"follow=true", "follow=true&timestamps=true"})
  void anOpenStreamGoesOnOrStays(String parameters) throws IOException {
    write("one\n");
    LogCursor cursor = new LogCursor(log, query(parameters));
    log.rotate(1, false);
    write("two\n");
    assertThat(rest(cursor)).contains("one").contains("two");
    write("three\n");
    log.rotate(1, true);
    write("four\n");
    LogCursor later = new LogCursor(log, query(parameters));
    assertThat(rest(cursor)).contains("three").doesNotContain("four");
    log.rotate(1, true);
    log.end();
    assertThat(rest(cursor)).isEmpty();
    assertThat(rest(later)).contains("four");
  }

  @ParameterizedTest
  @ValueSource(strings = {"follow=true", "follow=true&timestamps=true"})
  void aStreamThatIsTwoRotationsBehindLeavesOutAFile(String parameters) throws IOException {
    write("one\n");
    LogCursor cursor = new LogCursor(log, query(parameters));
    log.rotate(1, false);
    write("two\n");
    log.rotate(1, false);
    write("three\n");
    assertThat(rest(cursor)).contains("one").contains("three").doesNotContain("two");
    write("four\n");
    assertThat(rest(cursor)).contains("four").doesNotContain("three");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tailLines=-1",
        "limitBytes=0",
        "sinceSeconds=0",
        "sinceSeconds=1&sinceTime=2001-01-01T00:00:00Z"
      })
  void invalid(String parameters) {
    assertThatThrownBy(() -> query(parameters))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(422));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tailLines=x", "sinceTime=yesterday"})
  void malformed(String parameters) {
    assertThatThrownBy(() -> query(parameters))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(400));
  }
}
