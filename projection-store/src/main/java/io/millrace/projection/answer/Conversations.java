package io.millrace.projection.answer;

import io.lettuce.core.KeyValue;
import io.millrace.projection.ai.AiRedis;
import io.millrace.projection.ai.AiRequestQuery;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.event.Keys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

/**
 * Those who wait for the next answer in a conversation. All are looked up in one question ten times
 * a second; while Redis is away, in the database every second.
 */
@Component
class Conversations implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Conversations.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final long TICKS_OF_DATABASE = 10;

  /** What was asked before is answered, or given up. */
  private static final Duration RECENT = Duration.ofMinutes(15);

  private record Wait(String tenant, String conversationId, @Nullable String but) {

    String name() {
      return Keys.of(tenant, conversationId);
    }
  }

  private final Map<AnswerReader, Wait> waits = new ConcurrentHashMap<>();
  private final AiRedis redis;
  private final AiRequestQuery requests;
  private final Answers answers;
  private final Clock clock;
  private volatile @Nullable Disposable ticker;

  Conversations(AiRedis redis, AiRequestQuery requests, Answers answers, Clock clock) {
    this.redis = redis;
    this.requests = requests;
    this.answers = answers;
    this.clock = clock;
  }

  /** Gives a reader the newest answer of a conversation it has not had, until {@link #leave}. */
  void watch(String tenant, String conversationId, AnswerReader reader) {
    reader.onNothingNew(
        () -> {
          Answer had = reader.answer();
          answers.leave(reader);
          add(reader, new Wait(tenant, conversationId, had == null ? null : had.request()));
        });
    Wait wait = new Wait(tenant, conversationId, null);
    add(reader, wait);
    inRedis(Set.of(wait)).subscribe(this::found, failure -> log.debug("{}", failure.toString()));
  }

  void leave(AnswerReader reader) {
    waits.remove(reader);
    answers.leave(reader);
  }

  @Override
  public void start() {
    ticker = Flux.interval(TICK).onBackpressureDrop().concatMap(this::look, 1).subscribe();
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

  private void add(AnswerReader reader, Wait wait) {
    waits.put(reader, wait);
    if (reader.isGone()) {
      waits.remove(reader);
    }
  }

  private Mono<Void> look(long tick) {
    Set<Wait> all = new HashSet<>(waits.values());
    if (all.isEmpty()) {
      return Mono.empty();
    }
    return inRedis(all)
        .onErrorResume(
            failure ->
                tick % TICKS_OF_DATABASE == 0
                    ? requests.newest(names(all), clock.instant().minus(RECENT))
                    : Mono.empty())
        .doOnNext(this::found)
        .doOnError(failure -> log.debug("conversations not read: {}", failure.toString()))
        .onErrorComplete()
        .then();
  }

  private Mono<Map<String, String>> inRedis(Set<Wait> all) {
    Map<String, String> names = new HashMap<>();
    all.forEach(
        wait -> names.put(AiKeys.conversation(wait.tenant(), wait.conversationId()), wait.name()));
    List<String> keys = new ArrayList<>(names.keySet());
    return redis
        .ask(commands -> commands.mget(keys.toArray(String[]::new)))
        .map(
            values -> {
              Map<String, String> newest = new HashMap<>();
              for (KeyValue<String, byte[]> value : values) {
                String name = names.get(value.getKey());
                if (name != null && value.hasValue()) {
                  newest.put(name, AiRedis.text(value.getValue()));
                }
              }
              return newest;
            });
  }

  private void found(Map<String, String> newest) {
    waits.forEach(
        (reader, wait) -> {
          String request = newest.get(wait.name());
          if (request != null && !request.equals(wait.but()) && waits.remove(reader, wait)) {
            answers.watch(request, reader);
          }
        });
  }

  private static Collection<String> names(Set<Wait> waits) {
    return waits.stream().map(Wait::name).distinct().toList();
  }
}
