package io.druidpatch.verification.druid;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads the threads and the heap of a JVM on this machine. */
public final class JvmProbe implements AutoCloseable {
  private final JMXConnector connector;
  private final ThreadMXBean threads;
  private final MemoryMXBean memory;

  private JvmProbe(JMXConnector connector) throws IOException {
    this.connector = connector;
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    threads =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    memory =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
  }

  /**
   * Attaches to a process.
   *
   * @throws IOException if it is not a JVM of this user
   */
  public static JvmProbe attach(long pid) throws IOException {
    return new JvmProbe(connect(pid));
  }

  /**
   * A connection to the management beans of a process.
   *
   * @throws IOException if it is not a JVM of this user
   */
  @SuppressWarnings("BanJNDI") // The address is the one that this user's own process has given.
  static JMXConnector connect(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
      try {
        return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + " cannot be looked into", e);
    }
  }

  /** All live threads. */
  public int threads() {
    return threads.getThreadCount();
  }

  /** Jetty's threads that are in the middle of a request. */
  public int busyRequestThreads() {
    return (int)
        Arrays.stream(threads.dumpAllThreads(false, false))
            .filter(JvmProbe::servesARequest)
            .count();
  }

  private static boolean servesARequest(ThreadInfo thread) {
    return thread != null
        && thread.getThreadName().startsWith("qtp")
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getClassName().equals("org.eclipse.jetty.server.Server")
                        && frame.getMethodName().startsWith("handle"));
  }

  /**
   * Which methods a method calls at the moment, in any thread.
   *
   * @return the names of the methods that it calls itself; empty if no thread is in it, or none has
   *     got as far as a call
   */
  public Set<String> calls(String className, String method) {
    Set<String> calls = new TreeSet<>();
    for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
      StackTraceElement[] frames =
          thread == null ? new StackTraceElement[0] : thread.getStackTrace();
      for (int i = 1; i < frames.length; i++) {
        if (frames[i].getClassName().equals(className)
            && frames[i].getMethodName().equals(method)) {
          calls.add(frames[i - 1].getMethodName());
        }
      }
    }
    return calls;
  }

  /** The heap in use after a collection, in bytes. */
  public long heap() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The process has ended, and the connection with it.
    }
  }
}
