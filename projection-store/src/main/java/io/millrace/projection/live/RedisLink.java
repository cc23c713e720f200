package io.millrace.projection.live;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that is made when it is first asked for, and looked for again once a second
 * while it cannot be had. Once there it mends itself.
 */
public final class RedisLink implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
  private static final long RECONNECT_NANOS = 1_000_000_000L;

  private final Redis redis;
  private volatile Redis.@Nullable Connection<byte[]> connection;
  private boolean connecting;
  private boolean closed;
  private long triedAt = System.nanoTime() - RECONNECT_NANOS;

  public RedisLink(Redis redis) {
    this.redis = redis;
  }

  /** The connection, or null while there is none; never waits. */
  public Redis.@Nullable Connection<byte[]> get() {
    Redis.Connection<byte[]> open = connection;
    if (open == null) {
      connect();
      return null;
    }
    return open.isOpen() ? open : null;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Redis.Connection<byte[]> open = connection;
    connection = null;
    if (open != null) {
      open.closeAsync();
    }
  }

  private synchronized void connect() {
    if (connecting || closed || System.nanoTime() - triedAt < RECONNECT_NANOS) {
      return;
    }
    connecting = true;
    triedAt = System.nanoTime();
    redis.connect().whenComplete(this::connected);
  }

  private synchronized void connected(
      Redis.@Nullable Connection<byte[]> opened, @Nullable Throwable failure) {
    connecting = false;
    if (opened == null) {
      log.debug("no connection to Redis: {}", String.valueOf(failure));
    } else if (closed) {
      opened.closeAsync();
    } else {
      connection = opened;
    }
  }
}
