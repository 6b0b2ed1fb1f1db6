package io.druidpatch.verification.scenario.livelog;

import io.druidpatch.verification.follow.Follower;
import io.druidpatch.verification.follow.Recording;
import io.druidpatch.verification.follow.Target;
import io.druidpatch.verification.scenario.GeneratedLog;
import io.druidpatch.verification.scenario.Row;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A follower of a log that is silent for long, behind a proxy that closes idle connections: does it
 * still get the last line? Plain text has no room for a keep-alive.
 */
public final class IdleProxy implements Scenario {
  private static final String FALSE_END = "No proper end of a log that a proxy has cut";
  private static final Map<String, String> THERE =
      Map.of(
          "gzip",
          "A follower of a silent log is still there behind a proxy",
          "event-stream",
          "An EventSource of a silent log is still there behind a proxy");

  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(60);

  /** The last line of a LogGenerator's log, perhaps as the data of an event. */
  private static final Pattern LAST = Pattern.compile("\\d{12} \\d{16} end");

  /**
   * How a client asks.
   *
   * @param name a label
   * @param headers of its request
   */
  private record Asking(String name, Map<String, String> headers) {}

  /** The one that gets no sign of life, by which one sees that the gateway closes connections. */
  private static final String CONTROL = "identity";

  private static final List<Asking> ASKING =
      List.of(
          new Asking("gzip", Map.of("Accept-Encoding", "gzip")),
          new Asking("event-stream", Map.of("Accept", "text/event-stream")),
          new Asking(CONTROL, Map.of("Accept-Encoding", "identity")));

  private static final List<String> ROUTES = List.of("overlord", "router");

  @Override
  public String name() {
    return "idle-proxy";
  }

  @Override
  public String question() {
    return "Is a follower of a silent log still there behind a proxy that closes idle connections?";
  }

  @Override
  public List<String> thresholds() {
    return Stream.concat(THERE.values().stream(), Stream.of(FALSE_END)).toList();
  }

  @Override
  public void run(ScenarioContext context) throws Exception {
    Duration idle = Duration.ofSeconds(context.quick() ? 20 : 60);
    Duration silence = context.quick() ? Duration.ofSeconds(50) : Duration.ofMinutes(5);
    String task = GeneratedLog.start(context, "quiet", (int) silence.toSeconds() + 5);
    context.pods().awaitStarted(task, START);
    List<URI> servers =
        List.of(context.services().overlord().at("/"), context.services().router().at("/"));
    Map<Map<String, String>, Follower> followers = new LinkedHashMap<>();
    Map<Map<String, String>, Recording> recordings = new LinkedHashMap<>();
    try (IdleGateway gateway = IdleGateway.start(servers, idle, context.scratch())) {
      context.says(
          "idle-proxy: "
              + gateway
              + ", "
              + idle.toSeconds()
              + " s, silent for "
              + silence.toSeconds()
              + " s");
      for (int i = 0; i < servers.size(); i++) {
        URI log =
            gateway
                .way(i)
                .resolve(context.services().overlord().log(task, "?follow=true").getPath());
        for (Asking asking : ASKING) {
          Map<String, String> labels = Map.of("route", ROUTES.get(i), "asking", asking.name());
          Recording recording =
              new Recording(Files.createTempFile(context.scratch(), asking.name(), ".log"));
          recordings.put(labels, recording);
          Target target = Target.of(URI.create(log + "?follow=true"));
          for (Map.Entry<String, String> header : asking.headers().entrySet()) {
            target = target.with(header.getKey(), header.getValue());
          }
          followers.put(labels, Follower.open(target, recording));
        }
      }
      for (Follower follower : followers.values()) {
        follower.awaitEnd(silence.plus(END));
      }
      for (Asking asking : ASKING) {
        cell(context, gateway, idle, asking, followers, recordings);
      }
    } finally {
      followers.values().forEach(Follower::close);
      for (Recording recording : recordings.values()) {
        recording.close();
      }
    }
  }

  private static void cell(
      ScenarioContext context,
      IdleGateway gateway,
      Duration idle,
      Asking asking,
      Map<Map<String, String>, Follower> followers,
      Map<Map<String, String>, Recording> recordings)
      throws IOException {
    List<String> figures = new ArrayList<>();
    for (String route : ROUTES) {
      Map<String, String> labels = Map.of("route", route, "asking", asking.name());
      Follower follower = followers.get(labels);
      recordings.get(labels).close();
      boolean there = follower.endAfter().isPresent() && hasLast(recordings.get(labels).file());
      // An error that a gateway gives in the log's place says of itself that it is not the log.
      boolean falseEnd = !there && follower.status() == 200 && follower.endAfter().isPresent();
      context.recorder().sample("gone", labels, "1", there ? 0 : 1);
      context.recorder().sample("false-end", labels, "1", falseEnd ? 1 : 0);
      follower.endAfter().ifPresent(s -> context.recorder().sample("end", labels, "s", s));
      figures.add(
          (route.equals("router") ? "Router: " : "Overlord: ")
              + (there
                  ? "there until the log's end"
                  : follower
                      .failure()
                      .map(why -> "cut after " + follower.bytes() + " bytes")
                      .orElse(
                          follower.endAfter().isPresent()
                              ? String.format(
                                  Locale.ROOT,
                                  "%s after %.1f s, before the log's end",
                                  falseEnd ? "ended" : "status " + follower.status(),
                                  follower.endAfter().getAsDouble())
                              : "no end")));
    }
    figures.add(gateway + " closes after " + idle.toSeconds() + " s");
    Row row =
        context
            .row("Silent log behind a proxy: " + asking.name())
            .within(Map.of("asking", asking.name()), FALSE_END);
    if (asking.name().equals(CONTROL)) {
      for (String route : ROUTES) {
        Map<String, String> labels = Map.of("route", route, "asking", asking.name());
        if (context.recorder().latest("gone", labels) == 0) {
          throw new IOException(
              gateway + " did not close a connection that was silent, so nothing was tested");
        }
      }
    }
    if (THERE.containsKey(asking.name())) {
      row.within(THERE.get(asking.name()));
    } else {
      figures.add("plain text has no room for a sign of life, so only the end is asked for");
    }
    row.says(String.join("; ", figures));
  }

  private static boolean hasLast(Path file) throws IOException {
    return LAST.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
  }
}
