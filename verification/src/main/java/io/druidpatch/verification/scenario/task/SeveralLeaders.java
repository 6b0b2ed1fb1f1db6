package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * A running task's log that several Overlords push, one after the other: each is killed, and the
 * next one goes on with what is in the store. After the last kill the task's container is killed,
 * too, and its log cannot be read anymore, so that all there is of it is what was pushed before. An
 * Overlord that begins anew sends all of the log again, and does not know of what is there.
 */
final class SeveralLeaders {
  static final String BEGINNING = "What several leaders have pushed is the log's beginning";

  private static final Map<String, String> LABELS = Map.of("how", "overlord-killed");
  private static final Duration LEADER = Duration.ofMinutes(3);

  /** How long each leads: some pushes. */
  private static final Duration LEADS = Duration.ofSeconds(2 * LivePush.PERIOD_SECONDS);

  private static final Duration END = Duration.ofMinutes(2);
  private static final Duration CLEANED_UP = Duration.ofSeconds(30);

  private final ScenarioContext context;
  private final int kills;
  private PushedParts pushed;
  private int pushing;

  /** The Overlord pushes logs already. */
  SeveralLeaders(ScenarioContext context) {
    this.context = context;
    this.kills = context.quick() ? 2 : 5;
  }

  void run() throws Exception {
    String task = GeneratedLog.start(context, "tick", 3_600);
    double began = Arrivals.now();
    pushed = new PushedParts(context, task);
    String pod = context.pods().awaitStarted(task, LEADER);
    byte[] written;
    double lost;
    boolean ended;
    int faulted;
    try {
      lead();
      for (int i = 1; i < kills; i++) {
        context.says("live-push: kill " + i + " of the Overlord");
        context.services().killOverlord();
        context.services().startOverlord(Map.of());
        context.services().awaitLeader(LEADER);
        lead();
      }
      lost = Arrivals.now();
      context.services().killOverlord();
      written =
          GeneratedLog.snapshot(context, context.pods().log(pod, false))
              .filter(log -> log.length > 0)
              .orElseThrow(() -> new IOException("the Kubernetes API does not give " + pod));
      pushed.look();
      context.api().set(Fault.pause().on(Pods.logPath(pod)));
      context.cluster().killContainer(pod);
      context.services().startOverlord(Map.of());
      context.services().awaitLeader(LEADER);
      ended = ScenarioContext.await(END, () -> context.services().overlord().hasEnded(task));
      faulted = context.api().faulted();
    } finally {
      context.api().set(Fault.none());
      context.pods().remove(task);
    }
    if (faulted == 0) {
      throw new IOException("the log of " + task + " is not asked for, so nothing was tested");
    }
    judge(LostLog.of(context, task), written, began, lost, ended);
    // The next Overlord would start it again.
    context.services().overlord().cancel(task);
    ScenarioContext.await(CLEANED_UP, () -> context.services().overlord().hasEnded(task));
  }

  /** Sees what the leader pushes. */
  private void lead() throws InterruptedException {
    long before = pushed.bytes();
    long until = System.nanoTime() + LEADS.toNanos();
    while (System.nanoTime() < until) {
      Thread.sleep(PushedParts.LOOK_MILLIS);
      pushed.look();
    }
    pushing += pushed.bytes() > before ? 1 : 0;
  }

  /**
   * Records the row. The whole log counts as sent once more, as at the end of a task whose pod can
   * be read, so that the limit is the same.
   *
   * @param written what the container had written when the last Overlord that pushed it was gone
   */
  private void judge(LostLog left, byte[] written, double began, double lost, boolean ended) {
    double ratio = (double) (pushed.bytes() + written.length) / written.length;
    byte[] kept = left.bytes();
    int difference = Arrays.mismatch(kept, written);
    // None at all is none of the log's beginning.
    long wrong =
        kept.length == 0
            ? written.length
            : difference < 0 || difference == kept.length ? 0 : kept.length - difference;
    left.sample(context, LABELS, began, lost);
    context.recorder().sample("bytes-sent", LABELS, "1", ratio);
    context.recorder().sample("bytes-not-of-the-log", LABELS, "bytes", (double) wrong);
    context.recorder().sample("stuck-tasks", LABELS, "1", ended ? 0 : 1);
    context
        .row("Live push: the Overlord is killed " + kills + " times")
        .within(LABELS, LivePush.BYTES, BEGINNING, LostLog.KEPT, LostLog.SAID, LostLog.ENDS)
        .says(
            left.words(lost)
                + (kept.length > 0 && wrong > 0 ? "; " + wrong + " bytes are not of the log" : "")
                + String.format(
                    Locale.ROOT,
                    "; %.2f bytes sent for each, in %d objects by %d of %d Overlords",
                    ratio,
                    pushed.objects(),
                    pushing,
                    kills)
                + (ended ? "" : "; the task does not end"));
  }
}
