package io.millrace.projection.cache;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.millrace.projection.live.Redis;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the other processes which entries changed, over Redis pub/sub, and empties the near
 * cache when it may have missed something. Messages: keys, one a line, or {@code *} for all.
 */
final class Invalidations extends RedisPubSubAdapter<String, String>
    implements RedisConnectionStateListener {

  static final String ALL = "*";

  private final Redis redis;
  private final String channel;
  private final NearCache near;
  private final Moments moments;
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;

  Invalidations(Redis redis, String channel, NearCache near, Moments moments) {
    this.redis = redis;
    this.channel = channel;
    this.near = near;
    this.moments = moments;
  }

  static String ofKeys(Iterable<String> keys) {
    return String.join("\n", keys);
  }

  /** Subscribes, and again by itself whenever a lost connection is back. */
  CompletableFuture<?> connect() {
    return redis
        .listen()
        .thenCompose(
            opened -> {
              opened.addListener((io.lettuce.core.pubsub.RedisPubSubListener<String, String>) this);
              opened.addListener((RedisConnectionStateListener) this);
              connection = opened;
              return opened.async().subscribe(channel);
            })
        .toCompletableFuture();
  }

  boolean isConnected() {
    return connection != null;
  }

  void close() {
    StatefulRedisPubSubConnection<String, String> open = connection;
    connection = null;
    if (open != null) {
      open.closeAsync();
    }
  }

  @Override
  public void message(String from, String message) {
    if (message.equals(ALL)) {
      moments.forget();
      near.clear();
    } else {
      near.evict(List.of(message.split("\n")));
    }
  }

  @Override
  public void subscribed(String to, long count) {
    near.clear();
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
    near.clear();
  }
}
