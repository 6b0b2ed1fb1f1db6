package io.druidpatch.verification.scenario.task;

import io.druidpatch.verification.druid.Overlord.Reply;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the Overlord gives of the log of a task that has ended, where the pod could not be asked for
 * it anymore.
 */
final class LostLog {
  static final String KEPT = "All but the last seconds of a log that is lost";
  static final String SAID = "A log that is cut says so";
  static final String ENDS = "No stuck task whose log is lost";

  /** What a log that is cut has in its last line. */
  private static final String CUT = "[Druid: this log is not complete";

  private final int status;
  private final String log;
  private final boolean cut;
  private final Arrivals arrivals;

  private LostLog(Reply reply) {
    this.status = reply.status();
    String body = status == 200 ? reply.body() : "";
    String last = body.lines().reduce("", (before, line) -> line);
    this.cut = last.contains(CUT);
    // A line end stands before the notice, too.
    this.log = cut ? body.substring(0, Math.max(0, body.lastIndexOf("\n" + CUT))) : body;
    this.arrivals = Arrivals.of(bytes());
  }

  /** Asks for it. */
  static LostLog of(ScenarioContext context, String task) throws IOException, InterruptedException {
    return new LostLog(
        context.services().overlord().get("/druid/indexer/v1/task/" + task + "/log"));
  }

  /** The task's own lines, without what Druid says. */
  byte[] bytes() {
    return log.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Records how many seconds are missing, and whether that is said.
   *
   * @param began when the task began, in seconds since 1970
   * @param lost when the log could not be read anymore
   */
  void sample(ScenarioContext context, Map<String, String> labels, double began, double lost) {
    double kept = lines().isEmpty() ? began : newest();
    context.recorder().sample("seconds-missing", labels, "s", Math.max(0, lost - kept));
    context.recorder().sample("not-said", labels, "1", cut || arrivals.ended() ? 0 : 1);
  }

  /** The same in words. */
  String words(double lost) {
    if (lines().isEmpty()) {
      return "no line, status " + status;
    }
    return String.format(
        Locale.ROOT,
        "%d lines, up to %.1f s before; %s",
        lines().size(),
        Math.max(0, lost - newest()),
        arrivals.ended() ? "whole" : cut ? "says that it is cut" : "does not say that it is cut");
  }

  private List<Arrivals.LogLine> lines() {
    return arrivals.lines();
  }

  private double newest() {
    return lines().get(lines().size() - 1).written();
  }
}
