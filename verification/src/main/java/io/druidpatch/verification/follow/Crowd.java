package io.druidpatch.verification.follow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many plain clients of logs, all read by one thread. Of the answers only so much is understood as
 * it takes to tell how late a {@link io.druidpatch.verification.pod.LogGenerator}'s lines come; a
 * line that is cut by the end of a chunk does not count.
 */
public final class Crowd implements AutoCloseable {
  /** What its clients do, besides asking. */
  public enum Manner {
    /** They take all that comes. */
    QUICK,
    /** They take some {@value #SLOW_BYTES} bytes a second each. */
    SLOW,
    /** They take nothing. */
    STALLED,
    /** They take all that comes, and send without end. */
    SENDING
  }

  /** What a slow one takes in a second. */
  public static final int SLOW_BYTES = 20_000;

  private static final Pattern LINE = Pattern.compile("\\d{12} (\\d{16}) .*");
  private static final int HEAD = 40;
  private static final long TICK_MILLIS = 50;

  /** Small, so that what is not taken is felt by who sends it. */
  private static final int SMALL_BUFFER = 8 * 1024;

  private final Manner manner;
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
    private final SocketChannel channel;
    private final StringBuilder head = new StringBuilder();
    private volatile boolean answered;
    private volatile boolean ended;
    private boolean first = true;

    Member(SocketChannel channel) {
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
   * Connects, asks, and begins to read.
   *
   * @param targets by plain HTTP, one for each client
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
    if (manner != Manner.QUICK) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
    }
    Member member = new Member(channel);
    members.add(member);
    channel.connect(new InetSocketAddress(target.uri().getHost(), target.uri().getPort()));
    // The end of an answer is that of its connection then.
    String head = target.with("Connection", "close").head();
    channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    channel.configureBlocking(false);
    if (manner == Manner.QUICK || manner == Manner.SENDING) {
      channel.register(selector, SelectionKey.OP_READ, member);
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

  private static void leave(Member member) {
    member.ended = true;
    try {
      member.channel.close();
    } catch (IOException e) {
      // It is closed then.
    }
  }

  /** Keeps the lags of lines from now on, and forgets those of before. */
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

  /** How many have the head of an answer of status 200, and no end of it. */
  public int following() {
    return (int) members.stream().filter(m -> m.answered && !m.ended).count();
  }

  /** How many are still connected. */
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
      // It is closed then.
    }
  }
}
