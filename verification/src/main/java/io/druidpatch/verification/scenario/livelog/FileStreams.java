package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Kubernetes API's own streams of a log that is rotated: one from the log's start, and one more
 * from the start of each new file. Together they are all that a client of the API can have: an open
 * stream of a kubelet before 1.29 stays on the old file, and can lack the last write to it.
 */
final class FileStreams implements AutoCloseable {
  /** A line's number, behind what may be left of a line that was torn by the rotation. */
  private static final Pattern NUMBER = Pattern.compile("(?:^|\n)(\\d{12}) ");

  /** The bytes of a file's beginning that have a line's number, wherever a line was torn. */
  private static final int HEAD = 1024;

  private final ScenarioContext context;
  private final String pod;
  private final int every;
  private final List<Arrivals> arrivals = new ArrayList<>();
  private final List<Follower> streams = new ArrayList<>();

  /**
   * The stream from the start.
   *
   * @param every keeps the times of one line in so many
   */
  FileStreams(ScenarioContext context, String pod, int every) throws IOException {
    this.context = context;
    this.pod = pod;
    this.every = every;
    open();
  }

  private void open() throws IOException {
    Arrivals one = new Arrivals(every);
    streams.add(Follower.open(context.pods().log(pod, true), one));
    arrivals.add(one);
  }

  /** Opens a stream of each new file, until there were enough or the task may have ended. */
  void follow(int seconds, int enough) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    long first = 0;
    while (rotations() < enough && System.nanoTime() < until) {
      Thread.sleep(300);
      long number =
          GeneratedLog.snapshot(context, context.pods().head(pod, HEAD))
              .map(FileStreams::number)
              .orElse(0L);
      if (number > first) {
        first = number;
        open();
      }
    }
  }

  /** The number of the first whole line; 0 if there is none yet. */
  static long number(byte[] head) {
    Matcher found = NUMBER.matcher(new String(head, StandardCharsets.US_ASCII));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /** How often the log was rotated. */
  int rotations() {
    return streams.size() - 1;
  }

  /** What the stream from the log's start got. */
  Arrivals first() {
    return arrivals.get(0);
  }

  /** What each stream got. */
  List<Arrivals> all() {
    return List.copyOf(arrivals);
  }

  /** Waits until each stream has ended, or for so long. */
  void awaitEnd(Duration limit) throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    for (Follower stream : streams) {
      stream.awaitEnd(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }
  }

  @Override
  public void close() {
    streams.forEach(Follower::close);
  }
}
