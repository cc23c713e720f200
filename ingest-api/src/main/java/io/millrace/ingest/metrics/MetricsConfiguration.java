package io.millrace.ingest.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {

  @Bean
  EventCounters eventCounters(MeterRegistry registry) {
    return new EventCounters(registry);
  }
}
