package io.millrace.ingest.fairness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.metrics.IngestMetric;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FairnessSettings.class)
class FairnessConfiguration {

  @Bean
  Turns turns(
      FairnessSettings settings, EventLog log, Housekeeping housekeeping, MeterRegistry registry) {
    Turns turns = new Turns(settings);
    Pressure pressure = new Pressure(log::inFlightBytes);
    housekeeping.every(Turns.TICK, () -> turns.tick(pressure.isHigh()));
    Gauge.builder(IngestMetric.WAITING_REQUESTS.id(), turns, Turns::waiting)
        .description(IngestMetric.WAITING_REQUESTS.meaning())
        .register(registry);
    return turns;
  }
}
