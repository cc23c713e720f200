package io.millrace.ingest.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.metrics.IngestMetric;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisSettings.class)
class RedisConfiguration {

  private static final Duration PROBE = Duration.ofMillis(100);

  @Bean
  Redis redis(RedisSettings settings, Housekeeping housekeeping, MeterRegistry registry) {
    Redis redis = new Redis(settings);
    housekeeping.every(PROBE, redis::probe);
    Gauge.builder(IngestMetric.REDIS_ANSWERING.id(), redis, r -> r.answering() ? 1 : 0)
        .description(IngestMetric.REDIS_ANSWERING.meaning())
        .register(registry);
    return redis;
  }
}
