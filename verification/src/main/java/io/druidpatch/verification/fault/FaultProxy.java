package io.druidpatch.verification.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy in front of an HTTP/1.1 server. It passes bytes on, reads the first line of each request,
 * and makes a {@link Fault} happen while one is set. It may speak TLS to the server: clients then
 * need no certificate, and a fault can be an answer. Where client and server speak TLS with each
 * other, perhaps with HTTP/2, the proxy passes bytes on and sees no requests: {@link
 * Fault.Kind#REFUSE}, {@link Fault.Kind#PAUSE}, {@link #cut} and {@link #silence} work there, too,
 * for all requests.
 *
 * <p>Longer than 350 lines: what can become of a connection is read together.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final Pattern REQUEST = Pattern.compile("\\A([A-Z]+ \\S+) HTTP/1\\.1\\r\\n");

  /** How a connection to the server is made. */
  @FunctionalInterface
  public interface Upstream {
    /**
     * Connects.
     *
     * @throws IOException if the server does not take it
     */
    Socket connect() throws IOException;
  }

  /** A waiting thread takes over sooner than a new one. */
  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "fault-proxy");
            thread.setDaemon(true);
            return thread;
          });

  private final ServerSocket listener;
  private final Upstream upstream;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger faulted = new AtomicInteger();
  private final AtomicInteger made = new AtomicInteger();
  private final LongAdder requests = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final Object changed = new Object();
  private volatile Fault fault = Fault.none();

  /** Where each answer is copied to, by its request. */
  private volatile Function<String, OutputStream> copies =
      request -> OutputStream.nullOutputStream();

  private FaultProxy(ServerSocket listener, Upstream upstream) {
    this.listener = listener;
    this.upstream = upstream;
  }

  /** Starts a proxy on a free port of an address. */
  public static FaultProxy start(String address, Upstream upstream) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 1024);
    FaultProxy proxy = new FaultProxy(listener, upstream);
    THREADS.execute(proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Makes a fault happen from now on, in place of the one before. */
  public void set(Fault next) {
    synchronized (changed) {
      fault = next;
      if (next.kind() != Fault.Kind.NONE) {
        faulted.set(0);
      }
      changed.notifyAll();
    }
    if (next.kind() == Fault.Kind.REFUSE) {
      cut(next.target());
    }
  }

  /** Cuts the open connections whose latest request matches. */
  public int cut(Predicate<String> target) {
    int cut = 0;
    for (Connection connection : connections) {
      if (target.test(connection.request)) {
        connection.close();
        cut++;
      }
    }
    return cut;
  }

  /**
   * Drops all bytes of the open connections whose latest request matches, as a NAT gateway does
   * that has forgotten them. Neither side learns of the other's end. New connections work.
   *
   * @return how many connections it hit
   */
  public int silence(Predicate<String> target) {
    int silenced = 0;
    for (Connection connection : connections) {
      if (target.test(connection.request) && !connection.silent) {
        connection.silent = true;
        silenced++;
      }
    }
    return silenced;
  }

  /**
   * Copies the answers to requests from now on, as the server sends them.
   *
   * @param copies where an answer goes to, by the method and path of its request; it is closed when
   *     the next request comes or the server ends the connection
   */
  public void copy(Function<String, OutputStream> copies) {
    this.copies = copies;
  }

  /** How many open connections have a latest request that matches. */
  public int open(Predicate<String> target) {
    return (int) connections.stream().filter(c -> target.test(c.request)).count();
  }

  /** How many connections there were since the proxy started. */
  public int made() {
    return made.get();
  }

  /** How many connections are open that are not silenced, of those after the first so many. */
  public int openSince(int first) {
    return (int) connections.stream().filter(c -> c.number > first && !c.silent).count();
  }

  /**
   * How many requests or pieces of an answer the fault that is set, or the last one, has hit. A
   * scenario whose fault hit nothing proves nothing.
   */
  public int faulted() {
    return faulted.get();
  }

  /** What clients have sent since the proxy started. */
  public Traffic traffic() {
    return new Traffic(requests.sum(), sent.sum());
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // The socket is closed in any case.
    }
    set(Fault.none());
    cut(request -> true);
  }

  private void accept() {
    while (!listener.isClosed()) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException e) {
        return;
      }
      THREADS.execute(() -> serve(client));
    }
  }

  private void serve(Socket client) {
    Fault now = fault;
    if (now.kind() == Fault.Kind.REFUSE && now.target().test("")) {
      faulted.incrementAndGet();
      abort(client);
      return;
    }
    Socket server;
    try {
      client.setTcpNoDelay(true);
      server = upstream.connect();
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      abort(client);
      return;
    }
    Connection connection = new Connection(client, server);
    connections.add(connection);
    THREADS.execute(connection::answers);
    connection.requests();
  }

  /** Closes with a reset in place of an orderly end. */
  private static void abort(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // The socket is closed in any case.
    }
  }

  /** A client's connection and the connection to the server that belongs to it. */
  private final class Connection {
    private final Socket client;
    private final Socket server;
    private final int number = made.incrementAndGet();

    /** Method and path of the latest request. */
    private volatile String request = "";

    /** Gets a copy of the answer to the latest request. */
    private volatile OutputStream copy = OutputStream.nullOutputStream();

    /** Whether no byte of the answer to the latest request has come. */
    private volatile boolean unanswered;

    /** Whether the connection drops all bytes. */
    private volatile boolean silent;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void close() {
      abort(client);
      abort(server);
      connections.remove(this);
      synchronized (changed) {
        changed.notifyAll();
      }
    }

    private void requests() {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (silent) {
            continue;
          }
          // A client sends the head of a request in one piece, and waits for its answer.
          Matcher head =
              REQUEST.matcher(new String(buffer, 0, Math.min(n, 4096), StandardCharsets.US_ASCII));
          boolean starts = head.find();
          if (starts) {
            request = head.group(1);
            requests.increment();
            copy.close();
            copy = copies.apply(request);
            unanswered = true;
          }
          Fault now = passed();
          if (starts && befalls(now, Fault.Kind.REFUSE)) {
            break;
          }
          if (starts && befalls(now, Fault.Kind.ANSWER)) {
            answer(now);
            break;
          }
          out.write(buffer, 0, n);
          out.flush();
          sent.add(n);
        }
      } catch (IOException e) {
        // When one side ends, the proxy ends the other.
      }
      close();
    }

    private void answers() {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (silent) {
            continue;
          }
          Fault now = passed();
          if (unanswered && befalls(now, Fault.Kind.SLOW)) {
            sleep(now.delay());
          }
          if (silent) {
            continue;
          }
          unanswered = false;
          copy.write(buffer, 0, n);
          copy.flush();
          out.write(buffer, 0, n);
          out.flush();
        }
        copy.close();
      } catch (IOException e) {
        // When one side ends, the proxy ends the other.
      }
      if (!silent) {
        close();
      }
    }

    private boolean befalls(Fault now, Fault.Kind kind) {
      boolean befalls = now.kind() == kind && now.target().test(request);
      if (befalls) {
        faulted.incrementAndGet();
      }
      return befalls;
    }

    /** Waits while this connection is paused. */
    private Fault passed() throws IOException {
      synchronized (changed) {
        while (befalls(fault, Fault.Kind.PAUSE) && !client.isClosed()) {
          try {
            changed.wait();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
        return fault;
      }
    }

    private void answer(Fault now) throws IOException {
      OutputStream out = client.getOutputStream();
      out.write(now.answer().getBytes(StandardCharsets.US_ASCII));
      out.flush();
      // Ends the connection in order, so that the answer arrives.
      client.shutdownOutput();
    }

    private void sleep(Duration time) throws IOException {
      try {
        Thread.sleep(time.toMillis());
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
