package io.druidpatch.origin;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * HTTP connections for JGit that take the proxy git takes, and that wait less for a server to take
 * the connection than for its next byte. JGit asks the proxy selector of the whole process, and has
 * one limit for both waits; in a network that drops what goes to a git host, every URL would take
 * that long.
 */
final class GitConnections extends JDKHttpConnectionFactory {
  private final GitProxies proxies;
  private final int milliseconds;

  /**
   * A factory.
   *
   * @param milliseconds the longest that connecting may take
   */
  GitConnections(GitProxies proxies, int milliseconds) {
    this.proxies = proxies;
    this.milliseconds = milliseconds;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return new JDKHttpConnection(url, proxies.of(url)) {
      @Override
      public void setConnectTimeout(int timeout) {
        // Zero stands for no limit.
        super.setConnectTimeout(timeout == 0 ? milliseconds : Math.min(timeout, milliseconds));
      }
    };
  }

  /** The given proxy is that of the process, which is not asked. */
  @Override
  public HttpConnection create(URL url, Proxy ofTheProcess) throws IOException {
    return create(url);
  }
}
