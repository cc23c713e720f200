package io.millrace.ingest.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A client that never queues for a lost connection and never sends a command again, with the
 * threads and the timer that are its own.
 */
final class RedisThreads implements AutoCloseable {

  private static final int MOST_UNDER_WAY = 10_000;
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration RECONNECT = Duration.ofMillis(500);
  private static final Duration DEAD = Duration.ofSeconds(5);

  /** Lettuce's own timer looks every 100 ms, twice the time a command has. */
  private static final long TICK_MILLIS = 5;

  private final Timer timer =
      new HashedWheelTimer(
          new DefaultThreadFactory("redis-timer", true), TICK_MILLIS, TimeUnit.MILLISECONDS);
  private final ClientResources resources =
      ClientResources.builder().timer(timer).reconnectDelay(Delay.constant(RECONNECT)).build();

  AbstractRedisClient client(List<RedisURI> uris, RedisSettings settings) {
    if (uris.size() == 1) {
      RedisClient client = RedisClient.create(resources);
      ClientOptions.Builder options = ClientOptions.builder();
      client.setOptions(common(options, settings).build());
      return client;
    }
    RedisClusterClient client = RedisClusterClient.create(resources, uris);
    ClusterClientOptions.Builder options =
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .enablePeriodicRefresh()
                    .build());
    common(options, settings);
    client.setOptions(options.build());
    return client;
  }

  private static ClientOptions.Builder common(
      ClientOptions.Builder options, RedisSettings settings) {
    return options
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .requestQueueSize(MOST_UNDER_WAY)
        .timeoutOptions(timeouts(settings.timeout()))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(CONNECT)
                .keepAlive(
                    SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(DEAD)
                        .interval(Duration.ofSeconds(1))
                        .count(3)
                        .build())
                .tcpUserTimeout(
                    SocketOptions.TcpUserTimeoutOptions.builder()
                        .enable()
                        .tcpUserTimeout(DEAD)
                        .build())
                .build());
  }

  /**
   * A read that waits in Redis is given the time it may wait beside what every command has, and a
   * script that is run patiently its own.
   */
  private static TimeoutOptions timeouts(Duration timeout) {
    long millis = timeout.toMillis();
    long reading = millis + Redis.LONGEST_READ.toMillis();
    return TimeoutOptions.builder()
        .timeoutSource(
            new TimeoutOptions.TimeoutSource() {
              @Override
              public long getTimeout(RedisCommand<?, ?, ?> command) {
                if (command.getType() instanceof RedisScript.Patient) {
                  return Redis.PATIENCE.toMillis();
                }
                return command.getType() == CommandType.XREAD ? reading : millis;
              }
            })
        .build();
  }

  /** Whether the task will run; false once these threads are stopped. */
  boolean later(Runnable task, long nanos) {
    try {
      resources.eventExecutorGroup().schedule(task, nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public void close() {
    resources.shutdown(0, 0, TimeUnit.SECONDS);
    timer.stop();
  }
}
