package io.millrace.ingest.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.ingest.spool.Spool;
import io.millrace.ingest.spool.SpoolSettings;
import io.millrace.schemas.kafka.ClientDefaults;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KafkaSettings.class, SpoolSettings.class})
class KafkaConfiguration {

  private static final Duration PROBE = Duration.ofMillis(100);

  @Bean
  Housekeeping housekeeping() {
    return new Housekeeping();
  }

  @Bean
  @ConditionalOnExpression("!'${ingest.spool.dir}'.isBlank()")
  Spool spool(SpoolSettings settings, KafkaSettings kafka, MeterRegistry registry) {
    Spool spool =
        new Spool(
            settings,
            ClientDefaults.producer(kafka.bootstrapServers()),
            ClientDefaults.consumer(kafka.bootstrapServers()));
    Gauge.builder(IngestMetric.SPOOL_EVENTS.id(), spool, Spool::events)
        .description(IngestMetric.SPOOL_EVENTS.meaning())
        .register(registry);
    Gauge.builder(IngestMetric.SPOOL_BYTES.id(), spool, Spool::bytes)
        .description(IngestMetric.SPOOL_BYTES.meaning())
        .register(registry);
    Gauge.builder(IngestMetric.SPOOL_REFUSED.id(), spool, Spool::refused)
        .description(IngestMetric.SPOOL_REFUSED.meaning())
        .register(registry);
    FunctionCounter.builder(IngestMetric.SPOOL_DRAINED.id(), spool, Spool::drained)
        .description(IngestMetric.SPOOL_DRAINED.meaning())
        .register(registry);
    return spool;
  }

  @Bean
  EventLog eventLog(
      KafkaSettings settings,
      EventCounters counters,
      ObjectProvider<Spool> spools,
      Housekeeping housekeeping,
      MeterRegistry registry) {
    @Nullable Spool spool = spools.getIfAvailable();
    EventLog log = new EventLog(settings, counters, spool);
    if (spool != null) {
      spool.start(log);
    }
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
