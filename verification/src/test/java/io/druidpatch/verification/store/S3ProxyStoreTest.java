package io.druidpatch.verification.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.Failure;
import io.druidpatch.suite.BucketUrl;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The store is a real S3 server: it checks signatures, and it is gone when it is closed. */
class S3ProxyStoreTest {
  @Test
  void anObjectCanBeReadThatAClientHasPut() throws Exception {
    URI endpoint;
    try (S3ProxyStore store = S3ProxyStore.start();
        S3Objects objects = S3Objects.of(store)) {
      endpoint = store.endpoint();
      assertThat(objects.get("a/log")).isEmpty();
      objects.put("a/log", new byte[] {1, 2, 3});
      assertThat(objects.get("a/log").orElseThrow()).containsExactly(1, 2, 3);
      assertThat(objects.keys("a/")).containsExactly("a/log");
      objects.delete("a/");
      assertThat(objects.keys("")).isEmpty();
      HttpURLConnection stranger =
          (HttpURLConnection) endpoint.resolve("/druid/a/log").toURL().openConnection();
      stranger.setRequestProperty("Authorization", "AWS verification:not-the-signature");
      assertThat(stranger.getResponseCode()).isEqualTo(403);
    }
    assertThatThrownBy(() -> endpoint.toURL().openConnection().getInputStream())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void anEndpointThatCannotBeUsedSaysWhy() {
    BucketUrl url = BucketUrl.of("http://127.0.0.1:1/b");
    assertThatThrownBy(() -> EndpointStore.open(url, Map.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("AWS_ACCESS_KEY_ID");
    Map<String, String> keys = Map.of("AWS_ACCESS_KEY_ID", "a", "AWS_SECRET_ACCESS_KEY", "b");
    assertThatThrownBy(() -> EndpointStore.open(url, keys))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("--s3 http://127.0.0.1:1/b: the bucket cannot be listed");
  }
}
