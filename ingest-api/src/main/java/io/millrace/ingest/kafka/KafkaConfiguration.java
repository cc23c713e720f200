package io.millrace.ingest.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.metrics.IngestMetric;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaSettings.class)
class KafkaConfiguration {

  private static final Duration PROBE = Duration.ofMillis(100);

  @Bean
  Housekeeping housekeeping() {
    return new Housekeeping();
  }

  @Bean
  EventLog eventLog(
      KafkaSettings settings,
      EventCounters counters,
      Housekeeping housekeeping,
      MeterRegistry registry) {
    EventLog log = new EventLog(settings, counters);
    housekeeping.every(PROBE, log::probe);
    Gauge.builder(IngestMetric.IN_FLIGHT_RECORDS.id(), log, EventLog::inFlight)
        .description(IngestMetric.IN_FLIGHT_RECORDS.meaning())
        .register(registry);
    Gauge.builder(IngestMetric.IN_FLIGHT_BYTES.id(), log, EventLog::inFlightBytes)
        .description(IngestMetric.IN_FLIGHT_BYTES.meaning())
        .register(registry);
    return log;
  }
}
