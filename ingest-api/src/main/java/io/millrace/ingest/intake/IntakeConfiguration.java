package io.millrace.ingest.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.admission.Admission;
import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.fairness.Turns;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.BodySettings;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.ingest.ratelimit.Limits;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

  @Bean
  Intake intake(
      Authenticator authenticator,
      Turns turns,
      BodyReader bodies,
      BodySettings bodySettings,
      Limits limits,
      Admission admission,
      EventLog log,
      EventCounters counters,
      Clock clock,
      MeterRegistry registry) {
    Gauge.builder(IngestMetric.BODY_BYTES.id(), bodies, BodyReader::buffered)
        .description(IngestMetric.BODY_BYTES.meaning())
        .register(registry);
    return new Intake(
        authenticator,
        turns,
        bodies,
        bodySettings,
        limits,
        new Writer(admission, log, counters),
        counters,
        clock);
  }
}
