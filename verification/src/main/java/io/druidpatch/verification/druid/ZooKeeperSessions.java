package io.druidpatch.verification.druid;

import java.io.IOException;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;

/** The sessions of a ZooKeeper server, by its management beans. */
final class ZooKeeperSessions {
  private ZooKeeperSessions() {}

  /**
   * Ends the sessions that hold an ephemeral node under a path, as their expiry would: the server
   * tells the client.
   *
   * @param pid the server's process
   * @return how many sessions ended
   * @throws IOException if the server's beans cannot be used
   */
  static int end(long pid, String path) throws IOException {
    int ended = 0;
    try (JMXConnector connector = JvmProbe.connect(pid)) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName connections =
          new ObjectName("org.apache.ZooKeeperService:name0=*,name1=Connections,name2=*,name3=*");
      for (ObjectName session : beans.queryNames(connections, null)) {
        String[] nodes = (String[]) beans.getAttribute(session, "EphemeralNodes");
        if (nodes != null && Arrays.stream(nodes).anyMatch(node -> node.startsWith(path))) {
          beans.invoke(session, "terminateSession", new Object[0], new String[0]);
          ended++;
        }
      }
    } catch (JMException e) {
      throw new IOException("ZooKeeper's sessions cannot be ended: " + e.getMessage(), e);
    }
    return ended;
  }
}
