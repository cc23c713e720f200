package io.millrace.worker.health;

import io.millrace.worker.completion.CompletionClient;
import io.millrace.worker.intake.RequestIntake;
import io.millrace.worker.kafka.KafkaProbe;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Behind {@code /ready}: Kafka answers and the worker has its place in the group. A provider that
 * is away is told and no reason to be unready: requests wait for it, or get the fallback answer.
 */
@Component
class IntakeHealthIndicator implements ReactiveHealthIndicator {

  private final KafkaProbe kafka;
  private final RequestIntake intake;
  private final CompletionClient model;

  IntakeHealthIndicator(KafkaProbe kafka, RequestIntake intake, CompletionClient model) {
    this.kafka = kafka;
    this.intake = intake;
    this.model = model;
  }

  @Override
  public Mono<Health> health() {
    return kafka.up().map(up -> (up ? joined() : down("Kafka does not answer")).build());
  }

  private Health.Builder joined() {
    return intake.joined()
        ? Health.up()
            .withDetail("model", model.describe())
            .withDetail("circuit", model.circuit().toString())
            .withDetail("providers", ProviderHealth.of(model))
        : down("not yet a member of the group " + RequestIntake.GROUP);
  }

  private static Health.Builder down(String reason) {
    return Health.down().withDetail("reason", reason);
  }
}
