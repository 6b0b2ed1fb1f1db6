package io.druidpatch.origin;

import io.druidpatch.failure.ExitCode;
import io.druidpatch.failure.Failure;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Config;

/**
 * Chooses a proxy as git does: {@code http.<url>.proxy} of the longest matching URL, then {@code
 * http.proxy}, then the environment ({@code https_proxy}, {@code http_proxy}, {@code all_proxy},
 * {@code no_proxy}, by curl's rules), then what the JVM was told.
 */
final class GitProxies {
  private final Config config;
  private final Map<String, String> environment;
  private final ProxySelector otherwise;

  /**
   * The proxies of a configuration.
   *
   * @param otherwise says what the JVM was told
   */
  GitProxies(Config config, Map<String, String> environment, ProxySelector otherwise) {
    this.config = config;
    this.environment = environment;
    this.otherwise = otherwise;
  }

  /** The proxy for a request to an HTTP URL. */
  Proxy of(URL url) {
    URI uri = URI.create(url.toString());
    Optional<String> configured = configured(uri);
    if (configured.isEmpty()) {
      configured = fromEnvironment(uri);
    }
    if (configured.isEmpty()) {
      return otherwise.select(uri).stream().findFirst().orElse(Proxy.NO_PROXY);
    }
    // git: an empty value switches the proxy off.
    return configured.get().isEmpty() ? Proxy.NO_PROXY : proxy(configured.get());
  }

  private Optional<String> configured(URI uri) {
    String best = config.getString("http", null, "proxy");
    int length = -1;
    for (String prefix : config.getSubsections("http")) {
      String value = config.getString("http", prefix, "proxy");
      if (value != null && uri.toString().startsWith(prefix) && prefix.length() > length) {
        best = value;
        length = prefix.length();
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<String> fromEnvironment(URI uri) {
    String exempt = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    for (String host : exempt.split("[,\\s]+", -1)) {
      String suffix = host.startsWith(".") ? host.substring(1) : host;
      boolean covers =
          !suffix.isEmpty()
              && (uri.getHost().equals(suffix) || uri.getHost().endsWith("." + suffix));
      if (host.equals("*") || covers) {
        return Optional.of("");
      }
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    // Not HTTP_PROXY: a CGI program's environment could have that from a request's header.
    Stream<String> names =
        scheme.equals("https")
            ? Stream.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
            : Stream.of("http_proxy", "all_proxy", "ALL_PROXY");
    return names
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  private static Proxy proxy(String value) {
    URI uri;
    try {
      uri = new URI(value.contains("://") ? value : "http://" + value);
    } catch (URISyntaxException e) {
      throw notOne(value, e);
    }
    if (uri.getHost() == null || uri.getPort() > 65535) {
      throw notOne(value, null);
    }
    boolean socks = uri.getScheme().startsWith("socks");
    int port = uri.getPort() > 0 ? uri.getPort() : 1080;
    return new Proxy(
        socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
        InetSocketAddress.createUnresolved(uri.getHost(), port));
  }

  private static Failure notOne(String value, Throwable cause) {
    // A proxy's URL may have a password, so the value is not said.
    return Failure.of(ExitCode.USAGE, "the proxy")
        .says("its address is no URL with a host")
        .expected("[http://|socks5://]HOST:PORT in git's http.proxy, or in http(s)_proxy")
        .found(value.length() + " characters of something else")
        .fix("git config --get-all --show-origin http.proxy; env | grep -i proxy")
        .cause(cause)
        .build();
  }
}
