package io.millrace.worker.health;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.worker.completion.CompletionClient;
import io.millrace.worker.intake.IntakeSettings;
import io.millrace.worker.intake.RequestIntake;
import io.millrace.worker.kafka.KafkaProbe;
import io.millrace.worker.metrics.WorkerMetrics;
import io.millrace.worker.redis.Redis;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class HealthRoute {

  private static final Duration CACHE = Duration.ofSeconds(1);

  @Bean
  RouterFunction<ServerResponse> healthRoutes(
      KafkaProbe kafka,
      Redis redis,
      RequestIntake intake,
      CompletionClient model,
      WorkerMetrics metrics,
      IntakeSettings settings) {
    Mono<Memory> memory =
        Mono.fromCallable(Memory::now).subscribeOn(Schedulers.boundedElastic()).cache(CACHE);
    Mono<ServerResponse> answer =
        Mono.zip(kafka.up(), memory)
            .map(
                now ->
                    new WorkerHealth(
                        now.getT1() && intake.joined() ? "healthy" : "unhealthy",
                        new WorkerHealth.Part(now.getT1() ? "ok" : "down"),
                        new WorkerHealth.Part(redis.connected() ? "ok" : "down"),
                        model.describe(),
                        model.circuit().toString(),
                        ProviderHealth.of(model),
                        new WorkerHealth.Work(
                            metrics.inFlight(), settings.maxConcurrent(), metrics.stats()),
                        now.getT2()))
            .flatMap(
                health ->
                    ServerResponse.status(
                            health.status().equals("healthy")
                                ? HttpStatus.OK
                                : HttpStatus.SERVICE_UNAVAILABLE)
                        .bodyValue(health));
    return route().GET("/api/health", request -> answer).build();
  }

  private record WorkerHealth(
      String status,
      Part kafka,
      Part redis,
      String model,
      String circuit,
      List<ProviderHealth> providers,
      Work aiWorker,
      Memory memory) {

    private record Part(String status) {}

    private record Work(int activeRequests, int maxConcurrent, WorkerMetrics.Stats stats) {}
  }
}
