package io.millrace.projection.answer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.live.LiveConnections;
import io.millrace.projection.metrics.Metric;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Everybody who waits for an answer over this instance. A heartbeat keeps their connections open
 * and finds out who has gone; at the end of the process all are sent away, to go on at another.
 */
@Component
class AnswerReaders implements SmartLifecycle {

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final Set<AnswerReader> readers = ConcurrentHashMap.newKeySet();
  private final LiveConnections connections;
  private volatile @Nullable Disposable heartbeat;

  AnswerReaders(LiveConnections connections, MeterRegistry registry) {
    this.connections = connections;
    Gauge.builder(Metric.ANSWER_READERS.id(), readers, Set::size)
        .description(Metric.ANSWER_READERS.meaning())
        .register(registry);
  }

  /** Answers with events. */
  Mono<ServerResponse> respond(
      AnswerReader reader, Consumer<AnswerReader> begin, Consumer<AnswerReader> leave) {
    connections.check();
    return ServerResponse.ok()
        .cacheControl(CacheControl.noStore())
        .header("X-Accel-Buffering", "no")
        .body(
            BodyInserters.fromServerSentEvents(
                connections.counted(
                    reader
                        .events()
                        .doOnSubscribe(
                            subscription -> {
                              readers.add(reader);
                              begin.accept(reader);
                            })
                        .doFinally(
                            signal -> {
                              readers.remove(reader);
                              reader.leave();
                              leave.accept(reader);
                            }))));
  }

  @Override
  public void start() {
    heartbeat =
        Flux.interval(HEARTBEAT)
            .onBackpressureDrop()
            .subscribe(tick -> readers.forEach(reader -> reader.comment("heartbeat")));
  }

  @Override
  public void stop() {
    Disposable running = heartbeat;
    heartbeat = null;
    if (running != null) {
      running.dispose();
    }
    readers.forEach(AnswerReader::end);
  }

  @Override
  public boolean isRunning() {
    return heartbeat != null;
  }
}
