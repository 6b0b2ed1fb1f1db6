package io.druidpatch.verification.follow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many clients of logs over plain HTTP, all read by one thread. It understands only as much of the
 * answers as the lag of a {@link io.druidpatch.verification.pod.LogGenerator}'s lines needs; a line
 * that a chunk's end cuts does not count.
 */
public final class Crowd implements AutoCloseable {
  /** How the clients behave after their request. */
  public enum Manner {
    /** They read everything. */
    QUICK,
    /** Each reads about {@value #SLOW_BYTES} bytes a second. */
    SLOW,
    /** They read nothing but the status. */
    STALLED,
    /** They read everything, and send without end. One that is cut off comes back later. */
    SENDING
  }

  /** The bytes that a slow client reads in a second. */
  public static final int SLOW_BYTES = 20_000;

  private static final Pattern LINE = Pattern.compile("\\d{12} (\\d{16}) .*");
  private static final int HEAD = 40;
  private static final long TICK_MILLIS = 50;

  /** The line of the status has no fewer bytes. */
  private static final int STATUS_BYTES = 16;

  private static final long COMES_BACK_NANOS = 5_000_000_000L;
  private static final int CONNECT_MILLIS = 5_000;

  /** Small, so that the server notices soon what is not read. */
  private static final int SMALL_BUFFER = 8 * 1024;

  private final Manner manner;
  private final AtomicInteger answers = new AtomicInteger();
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final List<Double> lags = new ArrayList<>();
  private final Selector selector;
  private final Thread thread;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private volatile boolean closed;
  private volatile boolean recording;

  private Crowd(Manner manner) throws IOException {
    this.manner = manner;
    this.selector = Selector.open();
    this.thread = new Thread(this::work, "crowd of " + manner);
    thread.setDaemon(true);
  }

  /** One client. */
  private final class Member {
    private final Target target;
    private final SocketChannel channel;
    private final StringBuilder head = new StringBuilder();
    private volatile boolean answered;
    private volatile boolean ended;
    private long left;
    private boolean first = true;

    Member(Target target, SocketChannel channel) {
      this.target = target;
      this.channel = channel;
    }

    void take(ByteBuffer bytes, double now) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (b != '\n') {
          if (head.length() < HEAD) {
            head.append((char) b);
          }
          continue;
        }
        if (first) {
          answered = head.toString().startsWith("HTTP/1.1 200");
          answers.addAndGet(answered ? 1 : 0);
          first = false;
        } else if (recording) {
          Matcher line = LINE.matcher(head);
          if (line.matches()) {
            synchronized (lags) {
              lags.add(now - Long.parseLong(line.group(1)) / 1e6);
            }
          }
        }
        head.setLength(0);
      }
    }
  }

  /**
   * Connects, sends the requests and begins to read.
   *
   * @param targets the requests, by plain HTTP, one for each client
   * @throws IOException if a connection cannot be made
   */
  public static Crowd open(List<Target> targets, Manner manner) throws IOException {
    Crowd crowd = new Crowd(manner);
    try {
      for (Target target : targets) {
        crowd.join(target);
      }
    } catch (IOException | RuntimeException e) {
      crowd.end();
      throw e;
    }
    crowd.thread.start();
    return crowd;
  }

  private void join(Target target) throws IOException {
    SocketChannel channel = SocketChannel.open();
    Member member = new Member(target, channel);
    members.add(member);
    try {
      if (manner != Manner.QUICK) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      }
      URI server = target.uri();
      channel
          .socket()
          .connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
      // With this header, the answer ends when its connection ends.
      String head = target.with("Connection", "close").head();
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
      if (manner == Manner.QUICK || manner == Manner.SENDING) {
        channel.register(selector, SelectionKey.OP_READ, member);
      }
    } catch (IOException e) {
      leave(member);
      throw e;
    }
  }

  private void work() {
    try {
      while (!closed) {
        selector.select(TICK_MILLIS);
        Set<SelectionKey> ready = selector.selectedKeys();
        for (SelectionKey key : ready) {
          read((Member) key.attachment(), buffer.capacity());
        }
        ready.clear();
        if (manner == Manner.SLOW) {
          members.forEach(m -> read(m, (int) (SLOW_BYTES * TICK_MILLIS / 1000)));
        } else if (manner == Manner.SENDING) {
          members.forEach(this::send);
          comeBack();
        } else if (manner == Manner.STALLED) {
          members.stream().filter(m -> m.first).forEach(m -> read(m, STATUS_BYTES));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read(Member member, int most) {
    if (member.ended) {
      return;
    }
    buffer.clear().limit(most);
    try {
      if (member.channel.read(buffer) < 0) {
        leave(member);
      }
    } catch (IOException e) {
      leave(member);
    }
    buffer.flip();
    member.take(buffer, Arrivals.now());
  }

  private void send(Member member) {
    if (!member.ended) {
      try {
        member.channel.write(ByteBuffer.wrap(new byte[1024]));
      } catch (IOException e) {
        leave(member);
      }
    }
  }

  private void comeBack() {
    List<Member> back =
        members.stream()
            .filter(m -> m.ended && System.nanoTime() - m.left > COMES_BACK_NANOS)
            .toList();
    members.removeAll(back);
    for (Member member : back) {
      if (closed) {
        return;
      }
      try {
        join(member.target);
      } catch (IOException e) {
        // It has left again, and comes back again.
      }
    }
  }

  private static void leave(Member member) {
    member.ended = true;
    member.left = System.nanoTime();
    try {
      member.channel.close();
    } catch (IOException e) {
      // The socket is closed in any case.
    }
  }

  /** Records the lags of lines from now on, and forgets earlier ones. */
  public void record() {
    synchronized (lags) {
      lags.clear();
    }
    recording = true;
  }

  /** The lags of the lines since {@link #record()}, in seconds, in the order of their arrival. */
  public List<Double> lags() {
    synchronized (lags) {
      return List.copyOf(lags);
    }
  }

  /** How many clients have an answer of status 200 that has not ended. */
  public int following() {
    return (int) members.stream().filter(m -> m.answered && !m.ended).count();
  }

  /** How many answers of status 200 there were. */
  public int answers() {
    return answers.get();
  }

  /** How many clients are still connected. */
  public int connected() {
    return (int) members.stream().filter(m -> !m.ended).count();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  private void end() {
    members.forEach(Crowd::leave);
    try {
      selector.close();
    } catch (IOException e) {
      // The socket is closed in any case.
    }
  }
}
