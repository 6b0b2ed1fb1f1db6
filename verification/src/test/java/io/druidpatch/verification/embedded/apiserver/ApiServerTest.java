package io.druidpatch.verification.embedded.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.verification.embedded.EmbeddedCluster;
import io.druidpatch.verification.subject.Subject;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API by plain HTTP, as any client may speak it. */
@Timeout(30)
class ApiServerTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private EmbeddedCluster cluster;
  private String maps;

  @BeforeEach
  void start() throws IOException {
    cluster = EmbeddedCluster.start();
    cluster.image(new Subject("none", Path.of("/"), "", "", List.of(), Optional.empty()));
    maps = "/api/v1/namespaces/" + cluster.namespace() + "/configmaps";
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(cluster.api().getMasterUrl()).resolve(path));
  }

  private String send(String method, String path, String type, String body) throws Exception {
    HttpRequest request =
        request(path)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", type)
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response =
        http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private void map(String name, String label) throws Exception {
    String body = "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"a\":\"" + label + "\"}}}";
    assertThat(send("POST", maps, "application/json", body)).startsWith("201 ");
  }

  @ParameterizedTest
  @CsvSource({
    "/version,v1.20.2",
    "/api,APIVersions",
    "/apis,batch/v1",
    "/api/v1,pods/status",
    "/apis/batch/v1,jobs",
    "/readyz,ok"
  })
  void discovery(String path, String part) throws Exception {
    assertThat(get(path)).startsWith("200 ").contains(part);
  }

  @Test
  void listsBySelectors() throws Exception {
    map("one", "x");
    map("two", "y");
    assertThat(get(maps + "?labelSelector=a%3Dx")).contains("one").doesNotContain("two");
    assertThat(get(maps + "?fieldSelector=metadata.name%3Dtwo"))
        .contains("two")
        .doesNotContain("one");
    assertThat(get("/api/v1/configmaps")).contains("one").contains("two").contains("ConfigMapList");
  }

  @Test
  void patches() throws Exception {
    map("one", "x");
    String one = maps + "/one";
    assertThat(send("PATCH", one, "application/merge-patch+json", "{\"data\":{\"k\":\"v\"}}"))
        .contains("\"k\":\"v\"");
    assertThat(
            send(
                "PATCH",
                one,
                "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"w\"}]"))
        .contains("\"k\":\"w\"");
    assertThat(send("PATCH", one, "application/merge-patch+json", "{\"data\":{\"k\":null}}"))
        .doesNotContain("\"k\":");
    assertThat(send("PATCH", one, "text/plain", "{}")).startsWith("415 ");
  }

  @Test
  void deletesACollection() throws Exception {
    map("one", "x");
    map("two", "y");
    assertThat(send("DELETE", maps + "?labelSelector=a%3Dx", "application/json", ""))
        .startsWith("200 ");
    assertThat(get(maps)).contains("two").doesNotContain("one");
  }

  @Test
  void aDeletionOfAnotherUidIsAConflict() throws Exception {
    map("one", "x");
    assertThat(
            send(
                "DELETE",
                maps + "/one",
                "application/json",
                "{\"preconditions\":{\"uid\":\"other\"}}"))
        .startsWith("409 ");
  }

  @Test
  void watchesByPlainHttp() throws Exception {
    map("one", "x");
    String query = "?watch=true&resourceVersion=0&labelSelector=a%3Dx";
    var response =
        http.send(request(maps + query).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).startsWith("{\"type\":\"ADDED\"").contains("\"one\"");
      map("two", "y");
      String relabel = "{\"metadata\":{\"labels\":{\"a\":\"%s\"}}}";
      String type = "application/merge-patch+json";
      send("PATCH", maps + "/two", type, relabel.formatted("x"));
      assertThat(lines.readLine()).startsWith("{\"type\":\"ADDED\"").contains("\"two\"");
      send("PATCH", maps + "/one", type, relabel.formatted("y"));
      assertThat(lines.readLine()).startsWith("{\"type\":\"DELETED\"").contains("\"one\"");
    }
  }

  @Test
  void aWatchFromTooLongAgoIsGone() throws Exception {
    for (int i = 0; i < 1010; i++) {
      map("m" + i, "x");
    }
    assertThat(get(maps + "?watch=true&resourceVersion=1"))
        .startsWith("200 ")
        .contains("\"type\":\"ERROR\"")
        .contains("\"code\":410");
  }

  @Test
  void aWatchEndsAtItsTimeout() throws Exception {
    assertThat(get(maps + "?watch=true&timeoutSeconds=1")).isEqualTo("200 ");
  }

  @Test
  void aNamespaceTakesItsContentsAlong() throws Exception {
    map("one", "x");
    String namespace = "/api/v1/namespaces/" + cluster.namespace();
    assertThat(send("DELETE", namespace, "application/json", ""))
        .startsWith("200 ")
        .contains("Terminating");
    while (!get(namespace).startsWith("404 ")) {
      Thread.sleep(20);
    }
    assertThat(get(maps)).doesNotContain("one");
    assertThat(send("POST", maps, "application/json", "{\"metadata\":{\"name\":\"x\"}}"))
        .startsWith("404 ");
  }

  @Test
  void aFinishedJobGoesAfterItsTime() throws Exception {
    String jobs = "/apis/batch/v1/namespaces/" + cluster.namespace() + "/jobs";
    String job =
        """
        {"metadata":{"name":"brief"},"spec":{"ttlSecondsAfterFinished":1,"backoffLimit":0,
         "template":{"spec":{"restartPolicy":"Never","containers":[
           {"name":"main","image":"embedded/none","command":["true"]}]}}}}
        """;
    assertThat(send("POST", jobs, "application/json", job)).startsWith("201 ");
    while (!get(jobs + "/brief").startsWith("404 ")) {
      Thread.sleep(20);
    }
    assertThat(get("/api/v1/pods")).doesNotContain("brief");
  }

  @ParameterizedTest
  @CsvSource({"policy/v1", "policy/v1beta1"})
  void evicts(String version) throws Exception {
    String pods = "/api/v1/namespaces/" + cluster.namespace() + "/pods";
    String pod =
        """
        {"metadata":{"name":"p"},"spec":{"restartPolicy":"Never","terminationGracePeriodSeconds":1,
         "containers":[{"name":"main","image":"embedded/none","command":["sleep","60"]}]}}
        """;
    assertThat(send("POST", pods, "application/json", pod)).startsWith("201 ");
    while (!get(pods + "/p").contains("\"phase\":\"Running\"")) {
      Thread.sleep(20);
    }
    String eviction =
        "{\"kind\":\"Eviction\",\"apiVersion\":\"" + version + "\",\"metadata\":{\"name\":\"p\"}}";
    assertThat(send("POST", pods + "/p/eviction", "application/json", eviction)).startsWith("201 ");
    while (!get(pods + "/p").startsWith("404 ")) {
      Thread.sleep(20);
    }
  }

  @Test
  void overTlsItSpeaksHttp2() throws Exception {
    Config secure = cluster.secureApi();
    HttpClient trusting = HttpClient.newBuilder().sslContext(SSLUtils.sslContext(secure)).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(secure.getMasterUrl()).resolve("/version")).build();
    HttpResponse<String> response = trusting.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(cluster.secureApi().getMasterUrl()).isEqualTo(secure.getMasterUrl());
  }

  @Test
  void restartedItHasWhatItHadAndItsConnectionsAreCut() throws Exception {
    map("one", "x");
    String query = "?watch=true&resourceVersion=0";
    var watch = http.send(request(maps + query).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream events = watch.body()) {
      assertThat(events.read()).isEqualTo('{');
      assertThat(cluster.restartApi(Duration.ofMillis(100))).isTrue();
      assertThatThrownBy(events::readAllBytes).isInstanceOf(IOException.class);
    }
    assertThat(get(maps)).startsWith("200 ").contains("one");
  }
}
