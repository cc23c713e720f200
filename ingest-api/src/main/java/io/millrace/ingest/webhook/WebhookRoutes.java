package io.millrace.ingest.webhook;

import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.admission.Admission;
import io.millrace.ingest.delivery.DeliveryHistory;
import io.millrace.ingest.fairness.Turns;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.ratelimit.Limits;
import io.millrace.ingest.source.SourceSettings;
import io.millrace.ingest.source.Sources;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class WebhookRoutes {

  private static final String WEBHOOK = "/api/webhook/{sourceKey}";

  @Bean(destroyMethod = "flush")
  Rejections rejections(
      EventLog log, EventCounters counters, Clock clock, Housekeeping housekeeping) {
    Rejections rejections = new Rejections(log::append, counters, clock);
    housekeeping.every(Duration.ofSeconds(1), rejections::flush);
    return rejections;
  }

  /** First of all routes, as most requests are deliveries. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  RouterFunction<ServerResponse> webhooks(
      Intake intake,
      Sources sources,
      Turns turns,
      BodyReader bodies,
      Limits limits,
      Admission admission,
      Rejections rejections,
      DeliveryHistory history,
      ClientAddress addresses,
      EventCounters counters,
      Clock clock,
      SourceSettings settings) {
    WebhookIntake webhooks =
        new WebhookIntake(
            intake,
            sources,
            turns,
            bodies,
            limits,
            admission,
            rejections,
            history,
            addresses,
            counters,
            clock,
            settings.publicUrl());
    return route(POST(WEBHOOK), webhooks::take)
        .and(route(path(WEBHOOK), Methods.only(HttpMethod.POST)));
  }
}
