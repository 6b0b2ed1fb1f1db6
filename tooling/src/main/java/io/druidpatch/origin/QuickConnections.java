package io.druidpatch.origin;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/**
 * HTTP connections that wait less for a server to take the connection than for its next byte. JGit
 * has one limit for both; in a network that drops what goes to a git host, every URL would take
 * that long.
 */
final class QuickConnections extends JDKHttpConnectionFactory {
  private final int milliseconds;

  /**
   * @param milliseconds the longest that connecting may take
   */
  QuickConnections(int milliseconds) {
    this.milliseconds = milliseconds;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return new JDKHttpConnection(url) {
      @Override
      public void setConnectTimeout(int timeout) {
        super.setConnectTimeout(shorter(timeout));
      }
    };
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return new JDKHttpConnection(url, proxy) {
      @Override
      public void setConnectTimeout(int timeout) {
        super.setConnectTimeout(shorter(timeout));
      }
    };
  }

  /** Zero stands for no limit. */
  private int shorter(int timeout) {
    return timeout == 0 ? milliseconds : Math.min(timeout, milliseconds);
  }
}
