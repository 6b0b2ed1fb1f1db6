package io.druidpatch.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import org.eclipse.jgit.lib.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitProxiesTest {
  private final Config config = new Config();

  private String select(Map<String, String> environment, String url) throws IOException {
    ProxySelector none = ProxySelector.of(null);
    Proxy proxy = new GitProxies(config, environment, none).of(URI.create(url).toURL());
    return proxy.equals(Proxy.NO_PROXY) ? "none" : proxy.toString().replace("/<unresolved>", "");
  }

  @Test
  void theConfigurationWins() throws IOException {
    config.setString("http", null, "proxy", "http://general:8080");
    config.setString("http", "https://git.example/", "proxy", "special:81");
    config.setString("http", "https://git.example/in/", "proxy", "");
    Map<String, String> environment = Map.of("https_proxy", "http://environment:1");
    assertThat(select(environment, "https://other/x.git")).isEqualTo("HTTP @ general:8080");
    assertThat(select(environment, "https://git.example/x.git")).isEqualTo("HTTP @ special:81");
    assertThat(select(environment, "https://git.example/in/x.git")).isEqualTo("none");
  }

  @Test
  void theEnvironmentFollowsCurlsRules() throws IOException {
    Map<String, String> environment =
        Map.of(
            "https_proxy", "http://secure:1",
            "HTTP_PROXY", "http://from-a-header:1",
            "all_proxy", "socks5://all:2",
            "no_proxy", "localhost, .example.org");
    assertThat(select(environment, "https://x/")).isEqualTo("HTTP @ secure:1");
    assertThat(select(environment, "http://x/")).isEqualTo("SOCKS @ all:2");
    assertThat(select(environment, "https://git.example.org/")).isEqualTo("none");
    assertThat(select(environment, "https://notexample.org/")).isEqualTo("HTTP @ secure:1");
    assertThat(select(Map.of(), "https://x/")).isEqualTo("none");
  }

  @Test
  void whatTheJvmWasToldIsLast() throws IOException {
    ProxySelector jvm = ProxySelector.of(InetSocketAddress.createUnresolved("jvm", 3));
    URL url = URI.create("https://x/").toURL();
    assertThat(new GitProxies(config, Map.of(), jvm).of(url).address().toString()).contains("jvm");
    assertThat(new GitProxies(config, Map.of("no_proxy", "x"), jvm).of(url))
        .isEqualTo(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http://user:secret@", "a b", "http://x:99999", ":::"})
  void aProxyThatIsNoUrlIsNamedWithoutItsPassword(String value) {
    config.setString("http", null, "proxy", value);
    assertThatThrownBy(() -> select(Map.of(), "https://x/"))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("http.proxy")
        .hasMessageNotContaining("secret");
  }
}
