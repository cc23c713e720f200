package io.millrace.projection.live;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Where connections to Redis come from, be it a server, one behind Sentinels or a Cluster, where
 * the keys of one script must share a slot. Connects to nothing by itself; commands on a lost
 * connection fail at once.
 */
public final class Redis implements AutoCloseable {

  private static final int MOST_UNDER_WAY = 10_000;
  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** Lettuce would wait for ever for a connection that was being made when its client ended. */
  private static final long CLOSE_SECONDS = 5;

  /** Keys that are text, and values of any kind. */
  static final RedisCodec<String, byte[]> BYTES =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  private final List<RedisURI> uris;
  private final AbstractRedisClient client;

  /**
   * A connection, which mends itself.
   *
   * @param commands what can be asked over it
   */
  public record Connection<V>(
      StatefulConnection<String, V> link, RedisClusterAsyncCommands<String, V> commands) {

    /** Whether an answer may be expected. */
    public boolean isOpen() {
      return link.isOpen();
    }

    public void closeAsync() {
      link.closeAsync();
    }
  }

  public Redis(RedisSettings settings) {
    uris = settings.uris();
    if (uris.size() == 1) {
      RedisClient single = RedisClient.create();
      single.setOptions(common(ClientOptions.builder(), settings).build());
      client = single;
    } else {
      RedisClusterClient cluster = RedisClusterClient.create(uris);
      ClusterClientOptions.Builder options =
          ClusterClientOptions.builder()
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder()
                      .enableAllAdaptiveRefreshTriggers()
                      .enablePeriodicRefresh()
                      .build());
      common(options, settings);
      cluster.setOptions(options.build());
      client = cluster;
    }
  }

  public boolean isCluster() {
    return client instanceof RedisClusterClient;
  }

  /** A new connection for values that are text. */
  CompletionStage<Connection<String>> connectForText() {
    return connect(StringCodec.UTF8);
  }

  /** A new connection for values of any kind. */
  public CompletionStage<Connection<byte[]>> connect() {
    return connect(BYTES);
  }

  private <V> CompletionStage<Connection<V>> connect(RedisCodec<String, V> codec) {
    return client instanceof RedisClusterClient cluster
        ? cluster
            .refreshPartitionsAsync()
            .thenCompose(known -> cluster.connectAsync(codec))
            .thenApply(made -> new Connection<>(made, made.async()))
        : ((RedisClient) client)
            .connectAsync(codec, uris.get(0))
            .thenApply(made -> new Connection<>(made, made.async()));
  }

  /** A new connection that subscribes to channels. */
  public CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> listen() {
    return client instanceof RedisClusterClient cluster
        ? cluster
            .refreshPartitionsAsync()
            .thenCompose(known -> cluster.connectPubSubAsync(StringCodec.UTF8))
        : ((RedisClient) client).connectPubSubAsync(StringCodec.UTF8, uris.get(0));
  }

  @Override
  public void close() {
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private static ClientOptions.Builder common(
      ClientOptions.Builder options, RedisSettings settings) {
    return options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MOST_UNDER_WAY)
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).build())
        .timeoutOptions(TimeoutOptions.enabled(settings.timeout()));
  }
}
