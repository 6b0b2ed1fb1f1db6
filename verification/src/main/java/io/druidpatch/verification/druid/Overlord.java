package io.druidpatch.verification.druid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Overlord's task API, at the Overlord or through the Router. */
public final class Overlord {
  /** A supervisor asks Kubernetes for one place after the other, where the Overlord knows none. */
  private static final Duration PLACES = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final URI base;

  Overlord(URI base) {
    this.base = base;
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   */
  public record Reply(int status, String body) {
    /**
     * The body.
     *
     * @throws IOException if it is not JSON
     */
    public JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  /** A task's log. */
  public URI log(String task, String query) {
    return at("/druid/indexer/v1/task/" + task + "/log" + query);
  }

  public URI at(String path) {
    return base.resolve(path);
  }

  /**
   * Sends a GET request.
   *
   * @throws IOException if there is no answer within ten seconds
   */
  public Reply get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(path)).GET(), PATIENCE);
  }

  /** Sends a POST request with a JSON body. */
  public Reply post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(at(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        PATIENCE);
  }

  private Reply send(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.timeout(patience).build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), response.body());
  }

  /** Whether the process answers its health check. */
  public boolean healthy() throws InterruptedException {
    return ok("/status/health");
  }

  /** Whether the Overlord is the leader; its task runner has then started. */
  public boolean leads() throws InterruptedException {
    return ok("/druid/indexer/v1/isLeader");
  }

  private boolean ok(String path) throws InterruptedException {
    try {
      return get(path).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Submits a task.
   *
   * @throws IOException if the Overlord refuses it
   */
  public void submit(String task) throws IOException, InterruptedException {
    Reply reply = post("/druid/indexer/v1/task", task);
    if (reply.status() != 200) {
      throw new IOException("the task was not taken: " + reply.status() + " " + reply.body());
    }
  }

  /** Submits a noop task. */
  public void submitNoop(String id, Duration runTime) throws IOException, InterruptedException {
    submit("{\"type\":\"noop\",\"id\":\"" + id + "\",\"runTime\":" + runTime.toMillis() + "}");
  }

  /**
   * Submits the suite's own supervisor, which asks for the locations of all active tasks when it
   * starts.
   *
   * @throws IOException if it is not taken
   */
  public void supervise(String id) throws IOException, InterruptedException {
    Reply reply =
        post(
            "/druid/indexer/v1/supervisor", "{\"type\":\"places-at-start\",\"id\":\"" + id + "\"}");
    if (reply.status() != 200) {
      throw new IOException("the supervisor was not taken: " + reply.status() + " " + reply.body());
    }
  }

  /**
   * What that supervisor found: the ids of the tasks whose location is {@code known}, and the
   * {@code seconds} that it took to be told.
   *
   * @throws IOException if it has found nothing in two minutes
   */
  public JsonNode places(String id) throws IOException, InterruptedException {
    long until = System.nanoTime() + PLACES.toNanos();
    while (true) {
      Reply reply = get("/druid/indexer/v1/supervisor/" + id + "/status");
      JsonNode places = reply.status() == 200 ? reply.json().path("payload") : null;
      if (places != null && places.has("known")) {
        return places;
      }
      if (System.nanoTime() > until) {
        throw new IOException(
            "the supervisor has not been told: " + reply.status() + " " + reply.body());
      }
      Thread.sleep(100);
    }
  }

  /** Ends that supervisor for good. */
  public void endSupervisor(String id) throws IOException, InterruptedException {
    post("/druid/indexer/v1/supervisor/" + id + "/terminate", "");
  }

  /**
   * A task's status code, for example {@code RUNNING}; empty if the Overlord does not know the
   * task.
   */
  public String statusCode(String task) throws IOException, InterruptedException {
    Reply reply = get("/druid/indexer/v1/task/" + task + "/status");
    return reply.status() == 200 ? reply.json().path("status").path("statusCode").asText("") : "";
  }

  /** Whether a task has ended. An Overlord that does not answer has not said so. */
  public boolean hasEnded(String task) throws InterruptedException {
    try {
      return List.of("SUCCESS", "FAILED").contains(statusCode(task));
    } catch (IOException e) {
      return false;
    }
  }

  /** The host of each running task, by the task's id; {@code null} for an unknown host. */
  public Map<String, String> locations() throws IOException, InterruptedException {
    Map<String, String> locations = new TreeMap<>();
    // An Overlord that does not cache the locations asks Kubernetes for each one.
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at("/druid/indexer/v1/tasks?state=running")).GET();
    for (JsonNode task : send(request, Duration.ofMinutes(2)).json()) {
      JsonNode host = task.path("location").path("host");
      locations.put(task.path("id").asText(), host.isTextual() ? host.asText() : null);
    }
    return locations;
  }

  /** Cancels a task. */
  public Reply cancel(String task) throws IOException, InterruptedException {
    return post("/druid/indexer/v1/task/" + task + "/shutdown", "");
  }
}
