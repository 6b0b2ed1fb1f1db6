package io.druidpatch.verification.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.druidpatch.verification.fault.Fault;
import io.druidpatch.verification.fault.FaultProxy;
import io.druidpatch.verification.measure.Recorder;
import io.druidpatch.verification.report.Report;
import io.druidpatch.verification.scenario.Scenario;
import io.druidpatch.verification.scenario.ScenarioContext;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scenario that breaks off costs the others nothing. */
@Timeout(60)
class ScenarioSeriesTest {
  private final List<String> events = new ArrayList<>();
  private final Findings findings = new Findings(text -> {});
  private HttpServer server;
  private FaultProxy api;
  private FaultProxy store;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    api = FaultProxy.start("127.0.0.1", () -> new Socket(InetAddress.getLoopbackAddress(), port));
    store = FaultProxy.start("127.0.0.1", () -> new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @AfterEach
  void end() {
    api.close();
    store.close();
    server.stop(0);
  }

  /** What a scenario does. */
  private interface Work {
    void of(ScenarioContext context) throws Exception;
  }

  private static Scenario scenario(String name, Work work) {
    return new Scenario() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String question() {
        return "?";
      }

      @Override
      public void run(ScenarioContext context) throws Exception {
        work.of(context);
      }
    };
  }

  private Scenario sets(String name, Fault ofApi, Fault ofStore, boolean breaksOff) {
    return scenario(
        name,
        context -> {
          events.add(name);
          context.recorder().sample("m", Map.of(), "1", 1);
          context.api().set(ofApi);
          context.store().orElseThrow().set(ofStore);
          if (breaksOff) {
            throw new IOException("no");
          }
        });
  }

  private ScenarioContext context(Recorder recorder) {
    return new ScenarioContext(
        null,
        null,
        null,
        api,
        Optional.of(store),
        null,
        true,
        0,
        null,
        null,
        null,
        recorder,
        text -> {});
  }

  private Report run(ScenarioSeries.Restart restart, Scenario... scenarios) throws Exception {
    try (Teardown teardown = new Teardown()) {
      new ScenarioSeries(
              "ours",
              (scenario, recorder) -> context(recorder),
              restart,
              findings,
              teardown,
              text -> {})
          .run(List.of(scenarios));
    }
    return findings.report("", "", Map.of(), Map.of());
  }

  private static boolean passes(FaultProxy proxy) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + proxy.port() + "/").toURL().openConnection();
    connection.setConnectTimeout(2000);
    connection.setReadTimeout(2000);
    try {
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void afterOneThatBreaksOffNoFaultIsSetAndTheOverlordIsAsBefore() throws Exception {
    Report report =
        run(
            context -> {
              // An Overlord that does not reach Kubernetes does not come to lead.
              events.add("restarted, faults gone: " + (passes(api) && passes(store)));
            },
            sets("first", Fault.answer(500), Fault.refuse(), true),
            sets("second", Fault.none(), Fault.none(), false));
    assertThat(events).containsExactly("first", "restarted, faults gone: true", "second");
    assertThat(report.incidents())
        .containsExactly(new Report.Incident("ours", "first", "java.io.IOException: no"));
    assertThat(report.cells()).extracting("row").containsExactly("first (whole)");
    assertThat(report.measurements()).extracting("scenario").containsExactly("first", "second");
  }

  @Test
  void oneThatEndsIsFollowedWithoutARestart() throws Exception {
    Report report =
        run(
            context -> events.add("restarted"),
            sets("first", Fault.none(), Fault.none(), false),
            sets("second", Fault.none(), Fault.none(), false));
    assertThat(events).containsExactly("first", "second");
    assertThat(report.incidents()).isEmpty();
  }

  /** Nobody waits for the Overlord then; the next subject has the same proxy. */
  @Test
  void afterTheLastOnlyTheFaultsAreTakenAway() throws Exception {
    run(
        context -> events.add("restarted"),
        sets("last", Fault.answer(500), Fault.answer(500), true));
    assertThat(events).containsExactly("last");
    assertThat(passes(api)).isTrue();
    assertThat(passes(store)).isTrue();
  }

  @Test
  void anOverlordThatDoesNotComeBackIsMeasuredNoMore() throws Exception {
    Report report =
        run(
            context -> {
              throw new IOException("does not lead");
            },
            sets("first", Fault.none(), Fault.none(), true),
            sets("second", Fault.none(), Fault.none(), false));
    assertThat(events).containsExactly("first");
    assertThat(report.incidents()).extracting("where").containsExactly("first", "first");
    assertThat(report.incidents().get(1).what()).contains("did not run: second", "does not lead");
  }
}
