package io.millrace.projection.health;

import io.millrace.projection.ai.AiQueue;
import io.millrace.projection.ai.AiQueues;
import io.millrace.projection.health.Health.Memory;
import io.millrace.projection.health.Health.Part;
import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.live.LivePublisher;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Asks each part whether it answers; however often it is asked, once a second at most. */
@Component
final class HealthCheck {

  private final AiQueueQuery queue;
  private final AiQueues queues;
  private final LivePublisher redis;
  private final SharedAdmin kafka;
  private final HealthSettings settings;
  private final Mono<Health> cached;

  HealthCheck(
      AiQueueQuery queue,
      AiQueues queues,
      LivePublisher redis,
      SharedAdmin kafka,
      HealthSettings settings) {
    this.queue = queue;
    this.queues = queues;
    this.redis = redis;
    this.kafka = kafka;
    this.settings = settings;
    this.cached = Mono.defer(this::check).cache(settings.cache());
  }

  Mono<Health> current() {
    return cached;
  }

  private record Answer<T>(Part part, Optional<T> value) {}

  private Mono<Health> check() {
    Mono<Memory> memory =
        Mono.fromCallable(ProcessMemory::read).subscribeOn(Schedulers.boundedElastic());
    Mono<Integer> brokers =
        Mono.defer(() -> Mono.fromCompletionStage(kafka.brokers(settings.timeout())))
            .subscribeOn(Schedulers.boundedElastic());
    return Mono.zip(ask(queue.read()), ask(redis.ping()), ask(brokers), memory, ask(queues.read()))
        .map(
            parts -> {
              AiQueue known = parts.getT5().value().or(parts.getT1()::value).orElse(null);
              return Health.of(
                  parts.getT1().part(),
                  parts.getT2().part(),
                  parts.getT3().part(),
                  known,
                  parts.getT4());
            });
  }

  private <T> Mono<Answer<T>> ask(Mono<T> question) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return question
              .timeout(settings.timeout())
              .map(value -> new Answer<>(Part.ok(since(began)), Optional.of(value)))
              .onErrorResume(
                  failure -> Mono.just(new Answer<>(Part.down(since(began)), Optional.empty())));
        });
  }

  private static long since(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }
}
