package io.millrace.projection.live;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * This instance's one Redis pub/sub connection. It is subscribed to exactly the channels that have
 * watchers here. Once a second what is wanted is compared with what is, so a lost connection or a
 * failed command mends itself; watchers stay and are told to read again what they may have missed.
 */
@Component
class LiveSubscriptions implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LiveSubscriptions.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private record Watched(LiveChannel channel, Set<LiveSession> sessions) {}

  private final Redis redis;
  private final JsonMapper json;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
  private @Nullable StatefulRedisPubSubConnection<String, String> connection;
  private boolean connecting;
  private @Nullable Disposable ticker;

  LiveSubscriptions(Redis redis, JsonMapper json) {
    this.redis = redis;
    this.json = json;
  }

  /** Sends a session what happens on channels of a tenant, until it is removed. */
  synchronized void add(String tenant, List<LiveChannel> channels, LiveSession session) {
    for (LiveChannel channel : channels) {
      String name = LivePublisher.redisChannel(tenant, channel.name());
      watched
          .computeIfAbsent(name, key -> new Watched(channel, ConcurrentHashMap.newKeySet()))
          .sessions()
          .add(session);
      if (confirmed.contains(name)) {
        session.comment("watching " + channel.name());
      }
    }
    reconcile();
  }

  synchronized void remove(String tenant, List<LiveChannel> channels, LiveSession session) {
    for (LiveChannel channel : channels) {
      String name = LivePublisher.redisChannel(tenant, channel.name());
      Watched here = watched.get(name);
      if (here != null && here.sessions().remove(session) && here.sessions().isEmpty()) {
        watched.remove(name);
      }
    }
    reconcile();
  }

  @Override
  public synchronized void start() {
    ticker =
        Flux.interval(TICK, Schedulers.boundedElastic())
            .onBackpressureDrop()
            .subscribe(tick -> reconcile());
  }

  @Override
  public synchronized void stop() {
    if (ticker != null) {
      ticker.dispose();
      ticker = null;
    }
    if (connection != null) {
      connection.closeAsync();
      connection = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return ticker != null;
  }

  private synchronized void reconcile() {
    StatefulRedisPubSubConnection<String, String> open = connection;
    if (open == null) {
      if (!connecting && !watched.isEmpty() && ticker != null) {
        connecting = true;
        Schedulers.boundedElastic().schedule(this::connect);
      }
      return;
    }
    if (!open.isOpen()) {
      return;
    }
    Set<String> names = names();
    List<String> wanted = names.stream().filter(name -> !asked.contains(name)).toList();
    List<String> left = asked.stream().filter(name -> !names.contains(name)).toList();
    if (!wanted.isEmpty()) {
      asked.addAll(wanted);
      run(open.async().subscribe(wanted.toArray(String[]::new)), () -> asked.removeAll(wanted));
    }
    if (!left.isEmpty()) {
      asked.removeAll(left);
      run(open.async().unsubscribe(left.toArray(String[]::new)), () -> asked.addAll(left));
    }
  }

  /** What is watched here, after what all who watch channels of a kind are told. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (LiveChannel.Kind kind : LiveChannel.Kind.values()) {
      if (watched.values().stream().anyMatch(here -> here.channel().kind() == kind)) {
        names.add(LivePublisher.resetChannel(kind.text()));
      }
    }
    names.addAll(watched.keySet());
    return names;
  }

  private void run(CompletionStage<Void> command, Runnable undo) {
    command.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            log.debug("subscription not changed: {}", failure.toString());
            synchronized (this) {
              undo.run();
            }
          }
        });
  }

  private void connect() {
    redis
        .listen()
        .whenComplete(
            (opened, failure) -> {
              if (opened == null) {
                log.debug("no live updates without Redis: {}", String.valueOf(failure));
              }
              connected(opened);
            });
  }

  private synchronized void connected(
      @Nullable StatefulRedisPubSubConnection<String, String> opened) {
    connecting = false;
    if (opened == null) {
      return;
    }
    if (ticker == null) {
      opened.closeAsync();
      return;
    }
    opened.addListener(new Listener());
    connection = opened;
    reconcile();
  }

  /** Called on Redis' event loop, which must not wait. */
  private final class Listener extends RedisPubSubAdapter<String, String> {

    @Override
    public void subscribed(String name, long count) {
      boolean again = !confirmed.add(name);
      Watched here = watched.get(name);
      if (here != null) {
        String channel = here.channel().name();
        here.sessions()
            .forEach(
                session -> {
                  if (again) {
                    session.reset(channel);
                  } else {
                    session.comment("watching " + channel);
                  }
                });
      }
    }

    @Override
    public void unsubscribed(String name, long count) {
      confirmed.remove(name);
    }

    @Override
    public void message(String name, String message) {
      Watched here = watched.get(name);
      if (here != null) {
        deliver(here.channel(), here.sessions(), message);
      } else {
        watched.values().stream()
            .filter(each -> name.equals(LivePublisher.resetChannel(each.channel().kind().text())))
            .forEach(each -> deliver(each.channel(), each.sessions(), LiveOutbox.Item.RESET));
      }
    }
  }

  private void deliver(LiveChannel channel, Collection<LiveSession> sessions, String message) {
    if (message.equals(LiveOutbox.Item.RESET)) {
      sessions.forEach(session -> session.reset(channel.name()));
      return;
    }
    StringBuilder key = new StringBuilder(channel.name());
    try {
      JsonNode data = json.readTree(message).path("data");
      channel.kind().key().forEach(field -> key.append('/').append(data.path(field).asString("")));
    } catch (JacksonException e) {
      log.warn("channel={} message skipped: {}", channel.name(), e.getOriginalMessage());
      return;
    }
    sessions.forEach(session -> session.update(channel.name(), key.toString(), message));
  }
}
