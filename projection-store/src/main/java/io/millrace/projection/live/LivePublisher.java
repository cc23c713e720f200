package io.millrace.projection.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.metrics.Metric;
import io.millrace.schemas.event.Keys;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells every instance what changed, over Redis pub/sub, so that any of them can serve any watcher.
 * Never waits: what there is no room for now follows as Redis answers, the newest value of each row
 * or a reset. Without Redis updates are dropped and counted.
 */
@Component
public class LivePublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LivePublisher.class);
  private static final int MAX_UNDER_WAY = 1_000;
  private static final long RECONNECT_NANOS = 1_000_000_000L;

  private final Redis redis;
  private final JsonMapper json;
  private final Counter published;
  private final Counter dropped;
  private final LiveOutbox outbox = new LiveOutbox();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger work = new AtomicInteger();
  private volatile Redis.@Nullable Connection<String> connection;
  private boolean connecting;
  private boolean closed;
  private long triedAt;

  LivePublisher(Redis redis, JsonMapper json, MeterRegistry registry) {
    this.redis = redis;
    this.json = json;
    this.published = counter(registry, Metric.LIVE_PUBLISHED);
    this.dropped = counter(registry, Metric.LIVE_DROPPED);
    this.triedAt = System.nanoTime() - RECONNECT_NANOS;
  }

  /** What watchers get, as it is. */
  private record Message(String channel, Object data) {}

  /** The Redis channel that carries a tenant's live channel. */
  public static String redisChannel(String tenant, String channel) {
    return "live:" + Keys.of(tenant, channel);
  }

  /** The Redis channel on which all who watch channels of a kind are told to read again. */
  static String resetChannel(String kind) {
    return "live-reset:" + kind;
  }

  /**
   * Tells all who watch channels of a kind to read again, as updates may have been lost with the
   * process that was to send them. Waits for the first connection.
   *
   * @param kind as in {@code sales}
   */
  public void resetAll(String kind) {
    outbox.reset(resetChannel(kind));
    if (connection == null) {
      connect();
    } else {
      drain();
    }
  }

  /** Sends one update, see {@link #put}. */
  public void publish(String tenant, String channel, String row, Object data) {
    put(tenant, channel, row, data);
    send();
  }

  /**
   * Takes an update for those who watch; {@link #send} sends it, or whoever sends next.
   *
   * @param channel as in {@code sales:store-1}
   * @param row tells the channel's rows apart; of one row only the newest value matters
   * @param data becomes JSON
   */
  public void put(String tenant, String channel, String row, Object data) {
    if (connection == null) {
      connect();
      dropped.increment();
      return;
    }
    String message = json.writeValueAsString(new Message(channel, data));
    dropped.increment(outbox.put(row, new LiveOutbox.Item(redisChannel(tenant, channel), message)));
  }

  /** Sends what was put, all in one write where there is room for it. */
  public void send() {
    drain();
  }

  /** Sends what there is room for; one thread at a time, so that rows keep their order. */
  private void drain() {
    if (connection == null || work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      boolean sent = false;
      LiveOutbox.Item item;
      while (underWay.get() < MAX_UNDER_WAY && (item = outbox.poll()) != null) {
        send(item);
        sent = true;
      }
      if (sent) {
        flush();
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  /** All that was sent since the last flush goes out in one write. */
  private void flush() {
    Redis.Connection<String> open = connection;
    if (open != null) {
      open.link().flushCommands();
    }
  }

  private void send(LiveOutbox.Item item) {
    Redis.Connection<String> open = connection;
    if (open == null) {
      dropped.increment();
      return;
    }
    underWay.incrementAndGet();
    CompletionStage<Long> answer;
    try {
      answer = open.commands().publish(item.channel(), item.message());
    } catch (RuntimeException e) {
      log.debug("update not sent: {}", e.toString());
      underWay.decrementAndGet();
      dropped.increment();
      return;
    }
    answer.whenComplete(
        (receivers, failure) -> {
          underWay.decrementAndGet();
          (failure == null ? published : dropped).increment();
          drain();
        });
  }

  /** Redis's answer to a ping over the connection that updates take; an error without one. */
  public Mono<String> ping() {
    return Mono.defer(
        () -> {
          Redis.Connection<String> open = connection;
          if (open == null) {
            connect();
            return Mono.error(new IllegalStateException("not connected"));
          }
          CompletionStage<String> answer = open.commands().ping();
          open.link().flushCommands();
          return Mono.fromCompletionStage(answer);
        });
  }

  @Override
  public synchronized void close() {
    closed = true;
    Redis.Connection<String> open = connection;
    connection = null;
    if (open != null) {
      open.closeAsync();
    }
  }

  @EventListener(ApplicationReadyEvent.class)
  synchronized void connect() {
    if (connecting || closed || System.nanoTime() - triedAt < RECONNECT_NANOS) {
      return;
    }
    connecting = true;
    triedAt = System.nanoTime();
    redis.connectForText().whenComplete(this::connected);
  }

  private synchronized void connected(
      Redis.@Nullable Connection<String> opened, @Nullable Throwable failure) {
    connecting = false;
    if (opened == null) {
      log.debug("no live updates without Redis: {}", String.valueOf(failure));
    } else if (closed) {
      opened.closeAsync();
    } else {
      // In a Cluster a command may wait for the connection to its node, and no flush would follow.
      opened.link().setAutoFlushCommands(redis.isCluster());
      connection = opened;
      drain();
    }
  }

  private static Counter counter(MeterRegistry registry, Metric metric) {
    return Counter.builder(metric.id()).description(metric.meaning()).register(registry);
  }
}
