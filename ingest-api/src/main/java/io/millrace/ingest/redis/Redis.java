package io.millrace.ingest.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Redis. It is made in the background, whoever asks for commands gets them or
 * null and never waits, and a command that is not answered within {@link RedisSettings#timeout}
 * fails. From then on there are no commands until Redis answers a ping: what does not answer costs
 * few requests their wait.
 */
public final class Redis implements AutoCloseable {

  /** How long a script may take that is run patiently. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long a read may wait in Redis. */
  public static final Duration LONGEST_READ = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Redis.class);
  private static final long PAUSE_NANOS = 1_000_000_000L;

  /** Lettuce would wait for ever for a connection that was being made when its client ended. */
  private static final long CLOSE_SECONDS = 5;

  /** A connection and what is asked over it. */
  private record Open(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {}

  private final RedisSettings settings;
  private final boolean cluster;
  private volatile @Nullable RedisThreads threads;
  private @Nullable AbstractRedisClient client;
  private volatile @Nullable Open open;
  private volatile @Nullable Open reading;
  private volatile boolean readingWanted;
  private boolean readingAsked;
  private volatile boolean answering;
  private boolean connecting;
  private boolean pinging;
  private boolean closed;
  private long triedAt = System.nanoTime() - PAUSE_NANOS;

  public Redis(RedisSettings settings) {
    this.settings = settings;
    this.cluster = settings.uris().size() > 1;
  }

  /**
   * What Redis can be asked now; null while it is away or does not answer. What is asked may fail
   * all the same, at once or with the time-out. Keys and values are bytes.
   */
  public @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    Open now = open;
    return now == null || !answering ? null : now.commands();
  }

  /**
   * The same also while the last command was not answered in time: for what may wait longer, and
   * for what nobody waits for. Null before there was a connection.
   */
  public @Nullable RedisClusterAsyncCommands<byte[], byte[]> connected() {
    Open now = open;
    return now == null ? null : now.commands();
  }

  /**
   * The same over a connection on which nobody but the caller waits, for reads that wait in Redis;
   * null while there is none. It is made when it is first asked for.
   */
  public @Nullable RedisClusterAsyncCommands<byte[], byte[]> reading() {
    readingWanted = true;
    Open now = reading;
    return now == null || !answering ? null : now.commands();
  }

  private void openReading() {
    AbstractRedisClient current = client;
    if (current != null && answering && readingWanted && reading == null && !readingAsked) {
      readingAsked = true;
      connect(current, (made, fault) -> readingOpened(made));
    }
  }

  private synchronized void readingOpened(@Nullable Open made) {
    readingAsked = false;
    if (made != null && closed) {
      made.connection().closeAsync();
    } else {
      reading = made;
    }
  }

  /** Whether it is a Cluster, where the keys of one script must share a hash tag. */
  public boolean cluster() {
    return cluster;
  }

  /** Whether the last thing Redis was asked was answered. */
  public boolean answering() {
    return answering;
  }

  /** Tells that a command was not answered, so that nobody else waits for the next. */
  public void suspend() {
    answering = false;
  }

  /** Connects or pings, whichever is due; never waits. For a background thread, again and again. */
  public synchronized void probe() {
    long now = System.nanoTime();
    openReading();
    if (closed || answering && now - triedAt < PAUSE_NANOS) {
      return;
    }
    Open current = open;
    if (current != null) {
      triedAt = now;
      ping(current);
    } else if (!connecting && now - triedAt >= PAUSE_NANOS) {
      triedAt = now;
      connect();
    }
  }

  private void connect() {
    connecting = true;
    AbstractRedisClient current = client;
    if (current == null) {
      RedisThreads made = new RedisThreads();
      threads = made;
      current = made.client(settings.uris(), settings);
      client = current;
    }
    connect(current, this::connected);
  }

  private void connect(
      AbstractRedisClient current, BiConsumer<@Nullable Open, @Nullable Throwable> then) {
    if (current instanceof RedisClusterClient clusterClient) {
      clusterClient
          .refreshPartitionsAsync()
          .thenCompose(known -> clusterClient.connectAsync(ByteArrayCodec.INSTANCE))
          .whenComplete((made, fault) -> then.accept(made == null ? null : open(made), fault));
    } else if (current instanceof RedisClient single) {
      single
          .connectAsync(ByteArrayCodec.INSTANCE, settings.uris().get(0))
          .whenComplete((made, fault) -> then.accept(made == null ? null : open(made), fault));
    }
  }

  /** Runs a task after a while, at once where that cannot be: the app ends. */
  public void later(Runnable task, long nanos) {
    RedisThreads current = threads;
    if (current == null || !current.later(task, nanos)) {
      task.run();
    }
  }

  private static Open open(StatefulRedisConnection<byte[], byte[]> made) {
    return new Open(made, made.async());
  }

  private static Open open(StatefulRedisClusterConnection<byte[], byte[]> made) {
    return new Open(made, made.async());
  }

  private synchronized void connected(@Nullable Open made, @Nullable Throwable fault) {
    connecting = false;
    if (made == null) {
      log.debug("redis_away error={}", String.valueOf(fault));
    } else if (closed) {
      made.connection().closeAsync();
    } else {
      open = made;
      ping(made);
    }
  }

  private void ping(Open asked) {
    if (pinging) {
      return;
    }
    pinging = true;
    CompletionStage<String> pong;
    try {
      pong = asked.commands().ping();
    } catch (RuntimeException e) {
      ponged(e);
      return;
    }
    pong.whenComplete((text, fault) -> ponged(fault));
  }

  private synchronized void ponged(@Nullable Throwable fault) {
    pinging = false;
    boolean answered = fault == null && !closed;
    if (answered != answering) {
      log.info(answered ? "redis_answers" : "redis_does_not_answer");
    }
    answering = answered;
  }

  /** Waits without the lock, which whoever ends a connection may need. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      answering = false;
      open = null;
      reading = null;
    }
    if (client != null && threads != null) {
      try {
        client
            .shutdownAsync(0, 2, TimeUnit.SECONDS)
            .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
            .join();
      } finally {
        threads.close();
      }
    }
  }
}
