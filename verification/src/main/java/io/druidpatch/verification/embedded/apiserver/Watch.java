package io.druidpatch.verification.embedded.apiserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.Change;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.druidpatch.verification.embedded.resource.Store;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Sends the changes of one type to a client, as WebSocket messages or as lines of an answer that
 * stays open.
 *
 * @param selects which objects the client wants; a change that makes one come under this, or no
 *     longer, is an addition or a deletion for the client
 * @param after the revision to start after; with nothing, what is there comes first
 * @param timeout after how many milliseconds it ends; 0 for never
 */
record Watch<T extends HasMetadata>(
    Store store,
    KubernetesSerialization serialization,
    ResourceType<T> type,
    Predicate<T> selects,
    Optional<Long> after,
    long timeout) {

  /** Where the events go. */
  private record Client(Consumer<String> send, Runnable end) {}

  /** Ends the watch once, also if the client goes before it has begun. */
  private static final class Stop {
    private Runnable stop = () -> {};
    private boolean stopped;

    synchronized void set(Runnable stop) {
      this.stop = stop;
      if (stopped) {
        stop.run();
      }
    }

    synchronized void run() {
      stopped = true;
      stop.run();
    }
  }

  void answer(Vertx vertx, HttpServerRequest request) {
    if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      Context context = vertx.getOrCreateContext();
      request.toWebSocket().onSuccess(socket -> run(vertx, context, socket));
    } else {
      Context context = vertx.getOrCreateContext();
      HttpServerResponse response = request.response();
      response.setChunked(true).putHeader("Content-Type", "application/json");
      Client client = new Client(text -> response.write(text + "\n"), response::end);
      Stop stop = new Stop();
      response.closeHandler(closed -> stop.run());
      response.exceptionHandler(failure -> stop.run());
      stop.set(begin(vertx, context, client));
    }
  }

  private void run(Vertx vertx, Context context, ServerWebSocket socket) {
    Client client =
        new Client(
            text -> {
              if (!socket.isClosed()) {
                socket.writeTextMessage(text);
              }
            },
            () -> socket.close());
    Stop stop = new Stop();
    socket.closeHandler(closed -> stop.run());
    socket.exceptionHandler(failure -> stop.run());
    stop.set(begin(vertx, context, client));
  }

  private Runnable begin(Vertx vertx, Context context, Client client) {
    Consumer<Change<T>> listener =
        change -> {
          String event = event(change);
          if (event != null) {
            context.runOnContext(nothing -> client.send.accept(event));
          }
        };
    Runnable unwatch;
    try {
      unwatch =
          after.isPresent()
              ? store.watch(type, after.get(), listener)
              : store.watchFromNow(type, listener);
    } catch (ApiFailure e) {
      client.send.accept(line("ERROR", serialization.convertValue(e.status(), ObjectNode.class)));
      client.end.run();
      return () -> {};
    }
    if (timeout == 0) {
      return unwatch;
    }
    long timer =
        vertx.setTimer(
            timeout,
            id -> {
              unwatch.run();
              client.end.run();
            });
    return () -> {
      vertx.cancelTimer(timer);
      unwatch.run();
    };
  }

  private String event(Change<T> change) {
    boolean was = change.before().filter(selects).isPresent();
    boolean is = change.after().filter(selects).isPresent();
    if (!was && !is) {
      return null;
    }
    T object = change.last();
    if (was && !is && change.after().isPresent()) {
      // As it was when it was last selected, at the revision that changed this.
      object = serialization.clone(change.before().get());
      object.getMetadata().setResourceVersion(Long.toString(change.revision()));
    }
    String name = was && is ? "MODIFIED" : is ? "ADDED" : "DELETED";
    return line(name, serialization.convertValue(object, ObjectNode.class));
  }

  private String line(String name, ObjectNode object) {
    ObjectNode event =
        JsonNodeFactory.instance.objectNode().put("type", name).setAll(Map.of("object", object));
    return serialization.asJson(event);
  }
}
