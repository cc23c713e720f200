package io.millrace.streams.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.streams.projection.ProjectionTopology;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Runs every {@link ProjectionTopology} bean and shows how they are doing. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamsSettings.class)
public class RuntimeConfiguration {

  private static final Duration HEALTH_AGE = Duration.ofSeconds(1);

  @Bean
  TopologyRunners topologyRunners(
      List<ProjectionTopology> topologies, StreamsSettings settings, MeterRegistry registry) {
    return new TopologyRunners(topologies, settings, registry);
  }

  @Bean
  HealthIndicator topologies(TopologyRunners runners, StreamsSettings settings) {
    return new TopologiesHealth(runners, settings.maxReadyLag());
  }

  @Bean
  RouterFunction<ServerResponse> health(TopologyRunners runners) {
    Mono<HealthAnswer> answer =
        Mono.fromCallable(() -> HealthAnswer.of(runners.status()))
            .subscribeOn(Schedulers.boundedElastic())
            .cache(HEALTH_AGE);
    return RouterFunctions.route()
        .GET(
            "/api/health",
            request -> answer.flatMap(health -> ServerResponse.ok().bodyValue(health)))
        .build();
  }
}
