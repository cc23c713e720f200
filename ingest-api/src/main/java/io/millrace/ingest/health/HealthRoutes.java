package io.millrace.ingest.health;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.queue.QueueState;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.spool.Spool;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.kafka.CompactedTable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class HealthRoutes {

  private static final String HEALTH = "/api/health";
  private static final Duration EVERY = Duration.ofSeconds(1);

  /**
   * The answer is made once a second and not per request. Accepting events needs Kafka and nothing
   * else: without Redis limits are per instance and the app is degraded, and a database is not
   * used.
   */
  @Bean
  RouterFunction<ServerResponse> health(
      EventLog log, Redis redis, AiQueue queue, Housekeeping housekeeping) {
    AtomicReference<ServerResponse> answer =
        new AtomicReference<>(answer(false, null, false, queue.state(), new Memory(0, 0)));
    housekeeping.every(
        EVERY,
        () ->
            answer.set(
                answer(log.ready(), log.spool(), redis.answering(), queue.state(), Memory.now())));
    return route()
        .GET(HEALTH, request -> Mono.just(answer.get()))
        .route(path(HEALTH), Methods.only(HttpMethod.GET))
        .build();
  }

  private static ServerResponse answer(
      boolean kafka, @Nullable Spool spool, boolean redis, QueueState queue, Memory memory) {
    boolean spooling = spool != null && spool.active();
    String json =
        """
        {"status":"%s","kafka":{"status":"%s"},%s"database":{"status":"not-used"},\
        "redis":{"status":"%s"},"aiQueue":%s,"memory":{"heapUsedMB":%d,"rssMB":%d}}\
        """
            .formatted(
                status(kafka, spooling, redis),
                kafka ? "ok" : "down",
                spool == null
                    ? ""
                    : "\"spool\":{\"active\":%s,\"events\":%d,\"bytes\":%d},"
                        .formatted(spooling, spool.events(), spool.bytes()),
                redis ? "ok" : "down",
                queue.json(),
                memory.heapUsedMB(),
                memory.rssMB());
    return Answer.json(kafka || spooling ? 200 : 503, json);
  }

  private static String status(boolean kafka, boolean spooling, boolean redis) {
    if (!kafka && !spooling) {
      return "unhealthy";
    }
    return spooling || !redis ? "degraded" : "healthy";
  }

  @Bean
  ReactiveHealthIndicator kafkaHealthIndicator(EventLog log) {
    Spool spool = log.spool();
    return () ->
        Mono.fromSupplier(
            () -> {
              if (spool != null && spool.active()) {
                return Health.up().withDetail("spooling", spool.events() + " events").build();
              }
              return log.ready()
                  ? Health.up().build()
                  : Health.down()
                      .withDetail(
                          "reason",
                          "the topics' partitions are not known: Kafka is away or not set up")
                      .build();
            });
  }

  @Bean
  ReactiveHealthIndicator keysHealthIndicator(CompactedTable<ApiKey> keyTable) {
    return ready(keyTable::caughtUp, "the API keys are not read yet");
  }

  @Bean
  ReactiveHealthIndicator sourcesHealthIndicator(CompactedTable<Source> sourceTable) {
    return ready(sourceTable::caughtUp, "the webhook sources are not read yet");
  }

  @Bean
  ReactiveHealthIndicator plansHealthIndicator(CompactedTable<Plan> planTable) {
    return ready(planTable::caughtUp, "the plans are not read yet");
  }

  private static ReactiveHealthIndicator ready(BooleanSupplier ready, String reason) {
    return () ->
        Mono.fromSupplier(
            () ->
                ready.getAsBoolean()
                    ? Health.up().build()
                    : Health.down().withDetail("reason", reason).build());
  }
}
