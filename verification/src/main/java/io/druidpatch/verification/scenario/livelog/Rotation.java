package io.druidpatch.verification.scenario.livelog;

import com.fasterxml.jackson.databind.JsonNode;
import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.embedded.kubelet.LogRotation;
import io.druidpatch.verification.follow.Arrivals;
import io.druidpatch.verification.follow.CopiedAnswer;
import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Pods;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A follower of a log that the kubelet rotates. A rotation is noticed from outside: a new request
 * for the log begins with a later line.
 *
 * <p>The embedded cluster rotates in both ways that kubelets do. On other clusters the log is
 * written fast enough to reach {@code containerLogMaxSize} repeatedly, if the kubelet tells that
 * size.
 */
public final class Rotation implements Scenario {
  private static final String BYTES = "No byte lost or repeated in a rotated log";
  private static final String PROPER_END = "A proper end of a rotated log, and no false one";

  /** By the one or the other, since the embedded kubelet leaves nothing out. */
  private static final String LEFT_OUT = "No more left out of a rotated log than a last write";

  private static final String NONE_LEFT_OUT = "Nothing left out of a log that is rotated here";

  private static final Duration END = Duration.ofSeconds(60);
  private static final Duration START = Duration.ofMinutes(3);

  /** The bytes that a LogGenerator writes in a second, by shape. */
  private static final Map<String, Long> SPEED =
      Map.of("second", 80L, "fast", 800_000L, "long", 800_000L);

  /** How often a kubelet checks the size, if it does not tell. */
  private static final long LOOKS_SECONDS = 10;

  /** A larger log would take too long for five rotations. */
  private static final long LARGEST = 32L << 20;

  @Override
  public String name() {
    return "rotation";
  }

  @Override
  public String question() {
    return "Does a followed log stay whole when the kubelet rotates it?";
  }

  @Override
  public List<String> thresholds() {
    return List.of(BYTES, PROPER_END, LEFT_OUT, NONE_LEFT_OUT);
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    int rotations = context.quick() ? 2 : 5;
    if (context.cluster() instanceof EmbeddedCluster embedded) {
      try {
        // As seldom as a kubelet does. One that rotates a file while an earlier one is still read
        // leaves the file between out.
        Duration looks = Duration.ofSeconds(LOOKS_SECONDS);
        embedded.rotateLogs(Optional.of(new LogRotation(1_500_000, looks, false)));
        int seconds = (int) LOOKS_SECONDS * (rotations + 1);
        follow(context, "as since 1.29", "fast", seconds, rotations);
        // A follower cannot get a file that was rotated twice in between, with any kubelet.
        embedded.rotateLogs(Optional.of(new LogRotation(1_440, Duration.ofSeconds(1), true)));
        follow(context, "as before 1.29", "second", 20 * rotations + 4, rotations);
      } finally {
        embedded.rotateLogs(Optional.empty());
      }
      return;
    }
    String task = GeneratedLog.start(context, "quiet", 5);
    Pods.Node node = context.pods().node(context.pods().awaitStarted(task, START));
    Optional<String> hindrance = hindrance(node);
    if (hindrance.isPresent()) {
      context.row(row(node.version())).notMeasured(hindrance.get());
      return;
    }
    // As many bytes as "fast" in a tenth of the lines: an old kubelet sends each by itself, and one
    // that cannot keep up with a log shows that, and not what a rotation does.
    long each = maxSize(node) / SPEED.get("long") + 1 + LOOKS_SECONDS;
    follow(context, node.version(), "long", (int) (each * rotations) + 10, rotations);
  }

  private static String row(String kubelet) {
    return "Live log: rotated by a kubelet " + kubelet;
  }

  /** Why this kubelet cannot be made to rotate; empty if it can. */
  static Optional<String> hindrance(Pods.Node node) {
    String who = "the kubelet " + node.version() + " on " + node.runtime();
    if (node.runtime().startsWith("docker://")) {
      return Optional.of(who + " leaves rotation to Docker, whose settings no pod can find out");
    }
    if (node.configuration()
        .map(c -> c.path("containerLogMaxSize").asText(""))
        .orElse("")
        .isEmpty()) {
      return Optional.of(who + " does not say what its containerLogMaxSize is (configz)");
    }
    return maxSize(node) > LARGEST
        ? Optional.of(
            who + " has a containerLogMaxSize of " + maxSize(node) + " bytes, more than " + LARGEST)
        : Optional.empty();
  }

  /** The size at which a kubelet rotates a log, in bytes; empty if it does not, or does not say. */
  static Optional<Long> rotatesAt(Pods.Node node) {
    boolean says =
        node.configuration().filter(c -> c.hasNonNull("containerLogMaxSize")).isPresent();
    // Docker has settings of its own.
    return says && !node.runtime().startsWith("docker://")
        ? Optional.of(maxSize(node))
        : Optional.empty();
  }

  private static long maxSize(Pods.Node node) {
    JsonNode size = node.configuration().orElseThrow().path("containerLogMaxSize");
    return Quantity.getAmountInBytes(new Quantity(size.asText())).longValue();
  }

  /** Records what kubelet sends when Druid follows the log. */
  private static OutputStream copy(String request, String pod, int every, List<Arrivals> sent) {
    if (!request.contains("/" + pod + "/log?") || !request.contains("follow=true")) {
      return OutputStream.nullOutputStream();
    }
    Arrivals one = new Arrivals(every);
    sent.add(one);
    return CopiedAnswer.into(one);
  }

  private static void follow(
      ScenarioContext context, String kubelet, String shape, int seconds, int rotations)
      throws Exception {
    context.says("rotation: " + kubelet + ", " + rotations + " times");
    String task = GeneratedLog.start(context, shape, seconds);
    String pod = context.pods().awaitStarted(task, START);
    int every = (int) Math.max(1, SPEED.get(shape) / 8_000);
    Arrivals mine = new Arrivals(every);
    FileStreams kubernetes = new FileStreams(context, pod, every);
    List<Arrivals> sent = new CopyOnWriteArrayList<>();
    context.api().copy(request -> copy(request, pod, every, sent));
    boolean ended;
    try (kubernetes;
        Follower follower =
            Follower.open(
                Target.of(context.services().overlord().log(task, "?follow=true")), mine)) {
      kubernetes.follow(seconds, rotations);
      ended = follower.awaitEnd(END.plusSeconds(seconds)) && follower.failure().isEmpty();
      kubernetes.awaitEnd(END);
    } finally {
      context.api().copy(request -> OutputStream.nullOutputStream());
    }
    Arrivals reference = kubernetes.first();
    int seen = kubernetes.rotations();
    List<Arrivals> all = new ArrayList<>(kubernetes.all());
    all.addAll(sent);
    long leftOut = mine.leftOut(sent, kubernetes.all());
    long wrong = mine.wrongBytes(all) - leftOut;
    long nowhere = mine.inNone(all);
    // A tail that the Overlord gave up by asking anew too early was not sent to it either. It looks
    // like what kubelet leaves out, which is a last write, and can be most of a file.
    double eachTime = (double) (leftOut + nowhere) / Math.max(1, seen);
    Map<String, String> labels = Map.of("kubelet", kubelet, "route", "overlord");
    boolean proper = ended && mine.ended();
    context.recorder().sample("rotations", labels, "1", seen);
    context.recorder().sample("wrong-bytes", labels, "bytes", (double) wrong);
    context.recorder().sample("bytes-left-out-by-kubelet", labels, "bytes", (double) leftOut);
    context.recorder().sample("bytes-in-no-stream", labels, "bytes", (double) nowhere);
    context.recorder().sample("left-out-each-time", labels, "bytes", eachTime);
    context.recorder().sample("no-proper-end", labels, "1", proper ? 0 : 1);
    context
        .recorder()
        .sample(
            "wrong-bytes",
            Map.of("kubelet", kubelet, "route", "kubernetes"),
            "bytes",
            (double) reference.wrongBytes());
    context
        .row(row(kubelet))
        .within(labels, BYTES, PROPER_END, LEFT_OUT, NONE_LEFT_OUT)
        .says(
            String.format(
                Locale.ROOT,
                "%d rotations, %d bytes lost or repeated%s, %s; the API's own stream: %s",
                seen,
                wrong,
                eachTime == 0
                    ? ""
                    : ", beside "
                        + (leftOut + nowhere)
                        + " that kubelet left out ("
                        + nowhere
                        + " of the API's own streams, too; "
                        + Math.round(eachTime)
                        + " each time)",
                proper
                    ? "a proper end"
                    : (ended ? "a false end" : "no proper end")
                        + " after "
                        + mine.next()
                        + " lines",
                reference.ended()
                    ? reference.wrongBytes() + " bytes lost or repeated"
                    : "stopped after " + reference.next() + " lines"));
    if (seen < rotations) {
      throw new IOException(
          "the log was rotated "
              + seen
              + " times instead of "
              + rotations
              + " in "
              + seconds
              + " s");
    }
  }
}
