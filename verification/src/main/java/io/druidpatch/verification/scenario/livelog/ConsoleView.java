package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests of the web console's log view, as a browser sends them through the router, while the
 * task runs and after it has ended. The view asks for the last 16,000 bytes repeatedly
 * (web-console/src/components/show-log/show-log.tsx, task-table-action-dialog.tsx); its download
 * asks for the whole log.
 */
public final class ConsoleView implements Scenario {
  private static final String VIEW = "The web console's view of a log";

  private static final int TAIL = 16_000;
  private static final Duration END = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "console-view";
  }

  @Override
  public String question() {
    return "Does the web console's view of a task's log work?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(VIEW);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    String task = GeneratedLog.start(context, "quiet", 20);
    byte[] log = GeneratedLog.written(context, context.pods().awaitStarted(task, END));
    List<String> wrong = new ArrayList<>(look(context, "running", task, log));
    if (!ScenarioContext.await(
        END, () -> !context.services().overlord().statusCode(task).equals("RUNNING"))) {
      throw new IOException(task + " has not ended after " + END.toSeconds() + " s");
    }
    String key = context.services().logKey(task);
    byte[] stored =
        context.objects().get(key).orElseThrow(() -> new IOException("no log under " + key));
    wrong.addAll(look(context, "ended", task, stored));
    context
        .row("Web console's log view")
        .within(VIEW)
        .says(
            wrong.isEmpty()
                ? "the last " + TAIL + " bytes and the whole log, running and ended"
                : "wrong: " + String.join(", ", wrong));
  }

  private static List<String> look(ScenarioContext context, String state, String task, byte[] log)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    byte[] tail = Arrays.copyOfRange(log, Math.max(0, log.length - TAIL), log.length);
    for (Map.Entry<String, byte[]> view : Map.of("?offset=-" + TAIL, tail, "", log).entrySet()) {
      Target target =
          Target.of(context.services().router().log(task, view.getKey()))
              .with("Accept", "application/json, text/plain, */*")
              .with("Accept-Encoding", "gzip, deflate, br");
      Optional<byte[]> found = GeneratedLog.snapshot(context, target);
      boolean right = found.isPresent() && Arrays.equals(found.get(), view.getValue());
      String what = view.getKey().isEmpty() ? "whole" : "tail";
      context
          .recorder()
          .sample("view-wrong", Map.of("state", state, "view", what), "1", right ? 0 : 1);
      if (!right) {
        wrong.add(what + " while " + state);
      }
    }
    return wrong;
  }
}
