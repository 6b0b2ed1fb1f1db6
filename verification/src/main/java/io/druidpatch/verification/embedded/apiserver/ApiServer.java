package io.druidpatch.verification.embedded.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.druidpatch.verification.embedded.kubelet.Kubelet;
import io.druidpatch.verification.embedded.kubelet.LogAnswer;
import io.druidpatch.verification.embedded.kubelet.LogQuery;
import io.druidpatch.verification.embedded.kubelet.PodLog;
import io.druidpatch.verification.embedded.resource.ApiFailure;
import io.druidpatch.verification.embedded.resource.Defaults;
import io.druidpatch.verification.embedded.resource.Registry;
import io.druidpatch.verification.embedded.resource.ResourceType;
import io.druidpatch.verification.embedded.resource.Store;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The Kubernetes API over HTTP, on loopback.
 *
 * <p>Longer than 350 lines: the table of the paths and what each of them does are read together.
 */
public final class ApiServer implements AutoCloseable {
  /** etcd takes objects of up to 1.5 MB; a request far beyond that is a mistake. */
  private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

  private final Vertx vertx;
  private final Registry registry;
  private final Kubelet kubelet;
  private final KubernetesSerialization serialization;
  private final Discovery discovery;
  private final HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param port 0 for a free one
   * @param keys for TLS with HTTP/2; empty for plain HTTP
   */
  public ApiServer(
      Vertx vertx,
      Registry registry,
      Kubelet kubelet,
      KubernetesSerialization serialization,
      int port,
      Optional<PfxOptions> keys) {
    this.vertx = vertx;
    this.registry = registry;
    this.kubelet = kubelet;
    this.serialization = serialization;
    this.discovery = new Discovery(serialization);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            // A real API server speaks HTTP/2 over TLS only.
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(16 * 1024)
            .setMaxHeaderSize(64 * 1024)
            .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
            .setMaxWebSocketMessageSize(LARGEST_MESSAGE);
    keys.ifPresent(pfx -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(pfx));
    this.server = vertx.createHttpServer(options);
  }

  /** Starts to listen; says on which port. */
  public int listen() {
    server.requestHandler(this::handle);
    try {
      return server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS)
          .actualPort();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot listen on loopback", e);
    }
  }

  private void handle(HttpServerRequest request) {
    boolean bodiless =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (bodiless) {
      attempt(request, "");
    } else {
      request
          .body()
          .onSuccess(body -> attempt(request, body.toString()))
          .onFailure(failure -> request.response().reset());
    }
  }

  private void attempt(HttpServerRequest request, String body) {
    try {
      Optional<String> fixed = discovery.answer(request.path());
      if (fixed.isPresent()) {
        String type = fixed.get().startsWith("{") ? "application/json" : "text/plain";
        request.response().putHeader("Content-Type", type).end(fixed.get());
        return;
      }
      serve(request, ApiPath.parse(request.path()), body);
    } catch (ApiFailure e) {
      fail(request, e);
    } catch (IllegalArgumentException e) {
      fail(request, ApiFailure.badRequest(e.getMessage()));
    } catch (RuntimeException e) {
      fail(request, ApiFailure.internal(e));
    }
  }

  private void fail(HttpServerRequest request, ApiFailure failure) {
    send(request, failure.code(), failure.status());
  }

  private void send(HttpServerRequest request, int code, Object body) {
    request
        .response()
        .setStatusCode(code)
        .putHeader("Content-Type", "application/json")
        .end(serialization.asJson(body));
  }

  private <T extends HasMetadata> void serve(
      HttpServerRequest request, ApiPath<T> path, String body) {
    String method = request.method().name();
    if (path.name().isEmpty()) {
      switch (method) {
        case "GET" -> {
          if (flag(request, "watch")) {
            watch(request, path);
          } else {
            list(request, path);
          }
        }
        case "POST" -> {
          T object = read(path.type(), body);
          send(request, 201, registry.create(path.type(), path.namespace(), object));
        }
        case "DELETE" -> deleteAll(request, path, body);
        default -> throw ApiFailure.methodNotAllowed();
      }
      return;
    }
    switch (path.subresource()) {
      case "" -> {}
      case "status" -> {
        if (!path.type().hasStatus()) {
          throw ApiFailure.noSuchPath();
        }
      }
      case "log" -> {
        log(request, pod(path));
        return;
      }
      case "eviction" -> {
        evict(request, pod(path), body);
        return;
      }
      default -> throw ApiFailure.noSuchPath();
    }
    switch (method) {
      case "GET" -> send(request, 200, registry.get(path.type(), path.namespace(), path.name()));
      case "PUT" -> send(request, 200, change(path, tree -> replacement(tree, body)));
      case "PATCH" -> {
        String type = request.getHeader("Content-Type");
        send(request, 200, change(path, tree -> Patch.apply(tree, type, body, serialization)));
      }
      case "DELETE" -> delete(request, path, body);
      default -> throw ApiFailure.methodNotAllowed();
    }
  }

  private static boolean flag(HttpServerRequest request, String name) {
    String value = request.getParam(name);
    return value != null && !value.equals("false") && !value.equals("0");
  }

  private <T extends HasMetadata> T read(ResourceType<T> type, String body) {
    try {
      return serialization.unmarshal(body, type.model());
    } catch (RuntimeException e) {
      throw ApiFailure.badRequest(
          type.kind() + " in version \"" + type.version() + "\" cannot be handled: " + e);
    }
  }

  private <T extends HasMetadata> Predicate<T> selector(
      HttpServerRequest request, ApiPath<T> path) {
    String labels = request.getParam("labelSelector");
    String fields = request.getParam("fieldSelector");
    var byLabels = Selector.labels(labels == null ? "" : labels);
    var byFields = Selector.fields(path.type(), fields == null ? "" : fields, serialization);
    return object -> {
      String namespace = object.getMetadata().getNamespace();
      var has = object.getMetadata().getLabels();
      return (path.namespace().isEmpty() || path.namespace().equals(namespace))
          && byLabels.test(has == null ? Map.of() : has)
          && byFields.test(object);
    };
  }

  private <T extends HasMetadata> void watch(HttpServerRequest request, ApiPath<T> path) {
    String version = request.getParam("resourceVersion");
    String timeout = request.getParam("timeoutSeconds");
    boolean fromNow = version == null || version.isEmpty() || version.equals("0");
    new Watch<>(
            registry.store(),
            serialization,
            path.type(),
            selector(request, path),
            fromNow ? Optional.empty() : Optional.of(Long.parseLong(version)),
            timeout == null ? 0 : Long.parseLong(timeout) * 1000)
        .answer(vertx, request);
  }

  private <T extends HasMetadata> void list(HttpServerRequest request, ApiPath<T> path) {
    Store.Listing<T> listing = registry.store().list(path.type(), path.namespace());
    send(
        request,
        200,
        list(
            path.type(),
            listing.revision(),
            listing.objects().stream().filter(selector(request, path)).toList()));
  }

  private ObjectNode list(
      ResourceType<?> type, long revision, List<? extends HasMetadata> objects) {
    ObjectNode list =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", type.kind() + "List")
            .put("apiVersion", type.apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(revision));
    ArrayNode items = list.putArray("items");
    objects.forEach(object -> items.add(serialization.convertValue(object, JsonNode.class)));
    return list;
  }

  /** Applies a change of an object's JSON, to its status or to all the rest. */
  private <T extends HasMetadata> T change(ApiPath<T> path, UnaryOperator<ObjectNode> change) {
    boolean onStatus = path.subresource().equals("status");
    return registry.edit(
        path.type(),
        path.namespace(),
        path.name(),
        copy -> {
          ObjectNode before = serialization.convertValue(copy, ObjectNode.class);
          ObjectNode after = change.apply(before.deepCopy());
          String version = after.at("/metadata/resourceVersion").asText();
          if (!version.isEmpty() && !version.equals(copy.getMetadata().getResourceVersion())) {
            throw ApiFailure.modified(path.type(), path.name());
          }
          ObjectNode result = onStatus ? before : after;
          if (path.type().hasStatus()) {
            JsonNode status = (onStatus ? after : before).get("status");
            if (status == null) {
              result.remove("status");
            } else {
              result.set("status", status);
            }
          }
          T read = serialization.convertValue(result, path.type().model());
          if (!onStatus) {
            Defaults.check(path.type(), read);
          }
          return read;
        });
  }

  private ObjectNode replacement(ObjectNode before, String body) {
    JsonNode tree = serialization.unmarshal(body, JsonNode.class);
    if (!(tree instanceof ObjectNode object)) {
      throw ApiFailure.badRequest("the body is not an object");
    }
    if (!object.at("/metadata/name").asText().equals(before.at("/metadata/name").asText())) {
      throw ApiFailure.badRequest("the name of the object does not match the name on the URL");
    }
    return object;
  }

  private DeleteOptions options(HttpServerRequest request, String body) {
    DeleteOptions options =
        body.isBlank() ? new DeleteOptions() : serialization.unmarshal(body, DeleteOptions.class);
    String policy = request.getParam("propagationPolicy");
    if (policy != null) {
      options.setPropagationPolicy(policy);
    }
    String grace = request.getParam("gracePeriodSeconds");
    if (grace != null) {
      options.setGracePeriodSeconds(Long.parseLong(grace));
    }
    return options;
  }

  private <T extends HasMetadata> void delete(
      HttpServerRequest request, ApiPath<T> path, String body) {
    T object = registry.get(path.type(), path.namespace(), path.name());
    Optional<T> left =
        registry.delete(path.type(), path.namespace(), path.name(), options(request, body));
    if (left.isPresent() || path.type().equals(ResourceType.PODS)) {
      send(request, 200, left.orElse(object));
      return;
    }
    ObjectNode status = success();
    ObjectNode details = status.putObject("details");
    details.put("name", path.name());
    if (!path.type().group().isEmpty()) {
      details.put("group", path.type().group());
    }
    details.put("kind", path.type().plural()).put("uid", object.getMetadata().getUid());
    send(request, 200, status);
  }

  private static ObjectNode success() {
    ObjectNode status =
        JsonNodeFactory.instance.objectNode().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success");
  }

  private <T extends HasMetadata> void deleteAll(
      HttpServerRequest request, ApiPath<T> path, String body) {
    DeleteOptions options = options(request, body);
    List<T> deleted = new ArrayList<>();
    Store.Listing<T> listing = registry.store().list(path.type(), path.namespace());
    listing.objects().stream()
        .filter(selector(request, path))
        .forEach(
            object -> {
              try {
                registry.delete(
                    path.type(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName(),
                    options);
                deleted.add(object);
              } catch (ApiFailure e) {
                // The object was deleted meanwhile.
                if (e.code() != 404) {
                  throw e;
                }
              }
            });
    send(request, 200, list(path.type(), listing.revision(), deleted));
  }

  private Pod pod(ApiPath<?> path) {
    if (!path.type().equals(ResourceType.PODS)) {
      throw ApiFailure.noSuchPath();
    }
    return registry.get(ResourceType.PODS, path.namespace(), path.name());
  }

  private void evict(HttpServerRequest request, Pod pod, String body) {
    if (!request.method().equals(HttpMethod.POST)) {
      throw ApiFailure.methodNotAllowed();
    }
    JsonNode eviction = serialization.unmarshal(body, JsonNode.class);
    DeleteOptions options =
        eviction == null || eviction.path("deleteOptions").isMissingNode()
            ? new DeleteOptions()
            : serialization.convertValue(eviction.get("deleteOptions"), DeleteOptions.class);
    evict(pod, options);
    send(request, 201, success().put("code", 201));
  }

  /** What the eviction subresource does: there are no disruption budgets to ask. */
  public void evict(Pod pod, DeleteOptions options) {
    registry.delete(
        ResourceType.PODS, pod.getMetadata().getNamespace(), pod.getMetadata().getName(), options);
  }

  private void log(HttpServerRequest request, Pod pod) {
    String name = pod.getMetadata().getName();
    LogQuery query = LogQuery.parse(name, request::getParam);
    List<String> containers =
        pod.getSpec().getContainers().stream().map(Container::getName).toList();
    if (query.container().isEmpty() && containers.size() > 1) {
      throw ApiFailure.badRequest(
          "a container name must be specified for pod "
              + name
              + ", choose one of: ["
              + String.join(" ", containers)
              + "]");
    }
    if (!query.container().isEmpty() && !containers.contains(query.container())) {
      throw ApiFailure.badRequest(
          "container " + query.container() + " is not valid for pod " + name);
    }
    if (pod.getSpec().getNodeName() == null) {
      request.response().setStatusCode(204).end();
      return;
    }
    String which = "container \"" + containers.get(0) + "\" in pod \"" + name + "\"";
    if (query.previous()) {
      throw ApiFailure.badRequest("previous terminated " + which + " not found");
    }
    if (kubelet.isLost(pod)) {
      // As an API server says it of a kubelet that does not listen.
      throw ApiFailure.upstream(
          "Get \"https://127.0.0.1:10250/containerLogs/"
              + pod.getMetadata().getNamespace()
              + "/"
              + name
              + "/"
              + containers.get(0)
              + "\": dial tcp 127.0.0.1:10250: connect: connection refused");
    }
    boolean waits =
        pod.getStatus().getContainerStatuses().stream()
            .allMatch(status -> status.getState().getWaiting() != null);
    Optional<PodLog> log = waits ? Optional.empty() : kubelet.log(pod);
    if (log.isEmpty()) {
      String reason =
          pod.getStatus().getContainerStatuses().stream()
              .map(ContainerStatus::getState)
              .filter(state -> state.getWaiting() != null)
              .map(state -> state.getWaiting().getReason())
              .findFirst()
              .orElse("ContainerCreating");
      throw ApiFailure.badRequest(which + " is waiting to start: " + reason);
    }
    LogAnswer.send(log.get(), query, request.response(), vertx);
  }

  /** Cuts all connections, and is gone when this returns. */
  @Override
  public void close() {
    try {
      server.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the API server does not end", e);
    }
  }
}
