package io.millrace.loadtest.compare.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A small generator in this JVM. In an open loop one thread sends by the clock and another takes
 * the answers; times count from when a request was due, so a stall shows in every request it held
 * up.
 */
public final class HttpLoad implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final long SELECT_MILLIS = 100;

  /** A thread wakes up this late at most, as a rule. */
  private static final long WAKE_NANOS = 70_000;

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Latencies latencies = new Latencies();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong underWay = new AtomicLong();
  private volatile boolean allSent;
  private long answered;
  private long refused;

  private HttpLoad(int port, int count) throws IOException {
    selector = Selector.open();
    try {
      for (int i = 0; i < count; i++) {
        connections.add(new Connection(port, selector));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Puts the load on for that long. */
  static Outcome run(Requests requests, Load load, Duration duration) throws InterruptedException {
    RequestSource source = new RequestSource(requests);
    try (HttpLoad run = new HttpLoad(requests.port(), load.connections())) {
      if (load.isOpen()) {
        return run.open(source, load, duration);
      }
      long end = System.nanoTime() + duration.toNanos();
      return run.closed(
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return System.nanoTime() < end;
            }

            @Override
            public byte[] next() {
              return source.next();
            }
          },
          end + GRACE.toNanos());
    } catch (IOException e) {
      throw new UncheckedIOException("no load on port " + requests.port(), e);
    }
  }

  /** Sends each request once, in order, as fast as the answers come. */
  public static Outcome each(Requests requests, int connections) {
    RequestSource source = new RequestSource(requests);
    try (HttpLoad run = new HttpLoad(requests.port(), connections)) {
      return run.closed(
          IntStream.range(0, requests.prepared().size()).mapToObj(source::at).iterator(),
          System.nanoTime() + Duration.ofMinutes(5).toNanos());
    } catch (IOException e) {
      throw new UncheckedIOException("no load on port " + requests.port(), e);
    }
  }

  private Outcome closed(Iterator<byte[]> requests, long deadline) throws IOException {
    long start = System.nanoTime();
    Consumer<Connection> next =
        connection -> {
          if (requests.hasNext()) {
            send(connection, requests.next(), System.nanoTime());
          } else {
            allSent = true;
          }
        };
    connections.forEach(next);
    receive(next, deadline);
    return outcome(start);
  }

  private Outcome open(RequestSource source, Load load, Duration duration)
      throws InterruptedException {
    Queue<Connection> free = new ConcurrentLinkedQueue<>(connections);
    long start = System.nanoTime();
    long deadline = start + duration.plus(GRACE).toNanos();
    Thread receiver =
        new Thread(
            () -> {
              try {
                receive(free::add, deadline);
              } catch (IOException e) {
                broken.addAndGet(underWay.get());
              }
            },
            "load-receiver");
    receiver.start();
    long total = load.requests(duration);
    for (long i = 0; i < total; i++) {
      long due = start + i * 1_000_000_000L / load.rate();
      awaitTime(due);
      Connection connection = free.poll();
      while (connection == null && System.nanoTime() < deadline && receiver.isAlive()) {
        LockSupport.parkNanos(WAKE_NANOS);
        connection = free.poll();
      }
      if (connection == null) {
        broken.addAndGet(total - i);
        break;
      }
      send(connection, source.next(), due);
    }
    allSent = true;
    receiver.join();
    return outcome(start);
  }

  private static void awaitTime(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      if (left > WAKE_NANOS) {
        LockSupport.parkNanos(left - WAKE_NANOS);
      } else {
        Thread.onSpinWait();
      }
      left = due - System.nanoTime();
    }
  }

  private void send(Connection connection, byte[] request, long since) {
    underWay.incrementAndGet();
    try {
      connection.send(request, since);
    } catch (IOException e) {
      // The reader finds the connection closed too and opens it again.
      connection.fail();
    }
  }

  private void receive(Consumer<Connection> whenFree, long deadline) throws IOException {
    while (!(allSent && underWay.get() == 0) && System.nanoTime() < deadline) {
      selector.select(SELECT_MILLIS);
      for (SelectionKey key : selector.selectedKeys()) {
        Connection connection = (Connection) key.attachment();
        if (take(connection)) {
          underWay.decrementAndGet();
          whenFree.accept(connection);
        }
      }
      selector.selectedKeys().clear();
    }
    broken.addAndGet(underWay.get());
  }

  /** Whether the connection's request is over. */
  private boolean take(Connection connection) throws IOException {
    int status;
    try {
      status = connection.read();
    } catch (IOException e) {
      boolean busy = connection.isBusy();
      connection.reopen();
      if (busy) {
        broken.incrementAndGet();
      }
      return busy;
    }
    if (status == 0 || !connection.isBusy()) {
      return false;
    }
    connection.done();
    latencies.add(System.nanoTime() - connection.since());
    answered++;
    if (status / 100 != 2 || status == 207) {
      refused++;
    }
    return true;
  }

  private Outcome outcome(long start) {
    return new Outcome(
        answered,
        refused,
        broken.get(),
        (System.nanoTime() - start) / 1e9,
        latencies.summary(),
        Duration.ZERO);
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
