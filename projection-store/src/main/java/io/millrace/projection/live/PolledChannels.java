package io.millrace.projection.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Tells watchers of a {@link LiveSource} what it is when they come, and then every second. */
@Component
class PolledChannels implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PolledChannels.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Map<String, Set<LiveSession>> watchers = new LinkedHashMap<>();
  private final List<LiveSource> sources;
  private final JsonMapper json;
  private volatile @Nullable Disposable ticker;

  PolledChannels(List<LiveSource> sources, JsonMapper json) {
    this.sources = List.copyOf(sources);
    this.json = json;
    sources.forEach(source -> watchers.put(source.channel(), ConcurrentHashMap.newKeySet()));
  }

  private record Message(String channel, Object data) {}

  void add(LiveChannel channel, LiveSession session) {
    Set<LiveSession> here = watchers.get(channel.name());
    if (here != null) {
      here.add(session);
      session.comment("watching " + channel.name());
      sources.stream()
          .filter(source -> source.channel().equals(channel.name()))
          .forEach(source -> tell(source, Set.of(session)).subscribe());
    }
  }

  void remove(LiveChannel channel, LiveSession session) {
    Set<LiveSession> here = watchers.get(channel.name());
    if (here != null) {
      here.remove(session);
    }
  }

  @Override
  public void start() {
    ticker =
        Flux.interval(TICK)
            .onBackpressureDrop()
            .concatMap(tick -> Flux.fromIterable(sources).flatMap(this::tellAll), 1)
            .subscribe();
  }

  @Override
  public void stop() {
    Disposable running = ticker;
    ticker = null;
    if (running != null) {
      running.dispose();
    }
  }

  @Override
  public boolean isRunning() {
    return ticker != null;
  }

  private Mono<Void> tellAll(LiveSource source) {
    Set<LiveSession> here = watchers.getOrDefault(source.channel(), Set.of());
    return here.isEmpty() ? Mono.empty() : tell(source, here);
  }

  private Mono<Void> tell(LiveSource source, Set<LiveSession> sessions) {
    String channel = source.channel();
    return source
        .newest()
        .map(value -> json.writeValueAsString(new Message(channel, value)))
        .doOnNext(message -> sessions.forEach(session -> session.update(channel, channel, message)))
        .doOnError(failure -> log.debug("channel={} not read: {}", channel, failure.toString()))
        .onErrorComplete()
        .then();
  }
}
