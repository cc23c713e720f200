package io.millrace.worker.redis;

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
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The connection to Redis, made in the background. Nobody waits for it: a command on a lost
 * connection fails at once, one that is not answered within {@link RedisSettings#timeout} fails
 * then.
 */
@Component
public class Redis implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(Redis.class);
  private static final int MOST_UNDER_WAY = 10_000;
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration RECONNECT = Duration.ofMillis(500);

  /** Lettuce would wait for ever for a connection that was being made when its client ended. */
  private static final long CLOSE_SECONDS = 5;

  private final List<RedisURI> uris;
  private final ClientResources resources;
  private final AbstractRedisClient client;
  private volatile @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands;
  private volatile @Nullable StatefulConnection<?, ?> connection;
  private boolean connecting;
  private boolean listening;

  /** Connects to nothing by itself. */
  public Redis(RedisSettings settings) {
    uris = settings.uris();
    resources = ClientResources.builder().reconnectDelay(Delay.constant(RECONNECT)).build();
    if (uris.size() == 1) {
      RedisClient single = RedisClient.create(resources);
      single.setOptions(common(ClientOptions.builder(), settings).build());
      client = single;
    } else {
      RedisClusterClient cluster = RedisClusterClient.create(resources, uris);
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

  /** What Redis can be asked; null before the first connection. What is asked may fail at once. */
  public @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return commands;
  }

  /** Whether there is a connection. */
  public boolean connected() {
    StatefulConnection<?, ?> current = connection;
    return current != null && current.isOpen();
  }

  /** Connects if that was not done yet; never waits. For a background thread, again and again. */
  public synchronized void connect() {
    if (connecting || commands != null) {
      return;
    }
    connecting = true;
    if (client instanceof RedisClusterClient cluster) {
      cluster
          .refreshPartitionsAsync()
          .thenCompose(known -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
          .whenComplete(
              (made, fault) -> connected(made, made == null ? null : made.async(), fault));
    } else if (client instanceof RedisClient single) {
      single
          .connectAsync(ByteArrayCodec.INSTANCE, uris.get(0))
          .whenComplete(
              (made, fault) -> connected(made, made == null ? null : made.async(), fault));
    }
  }

  /**
   * Hears what is published on a channel, if that was not asked for yet; never waits. For a
   * background thread, again and again: what is published before it succeeded is not heard.
   */
  public synchronized void listen(String channel, Consumer<String> listener) {
    if (listening || commands == null) {
      return;
    }
    listening = true;
    CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> connecting =
        client instanceof RedisClusterClient cluster
            ? cluster
                .refreshPartitionsAsync()
                .thenCompose(known -> cluster.connectPubSubAsync(StringCodec.UTF8))
            : ((RedisClient) client).connectPubSubAsync(StringCodec.UTF8, uris.get(0));
    connecting
        .thenCompose(made -> subscribe(made, channel, listener))
        .whenComplete((done, fault) -> heard(fault));
  }

  private static CompletionStage<Void> subscribe(
      StatefulRedisPubSubConnection<String, String> made,
      String channel,
      Consumer<String> listener) {
    made.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String from, String message) {
            listener.accept(message);
          }
        });
    return made.async().subscribe(channel);
  }

  private synchronized void heard(@Nullable Throwable fault) {
    if (fault != null) {
      listening = false;
      log.debug("not subscribed", fault);
    }
  }

  private synchronized void connected(
      @Nullable StatefulConnection<?, ?> made,
      @Nullable RedisClusterAsyncCommands<byte[], byte[]> asked,
      @Nullable Throwable fault) {
    connecting = false;
    if (asked == null) {
      log.debug("Redis is away", fault);
      return;
    }
    connection = made;
    commands = asked;
    log.info("connected to Redis");
  }

  private static ClientOptions.Builder common(
      ClientOptions.Builder options, RedisSettings settings) {
    return options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(MOST_UNDER_WAY)
        .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).build());
  }

  @Override
  public void destroy() {
    commands = null;
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
        .join();
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
