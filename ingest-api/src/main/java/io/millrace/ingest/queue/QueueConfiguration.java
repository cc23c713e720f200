package io.millrace.ingest.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.redis.Redis;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueSettings.class)
class QueueConfiguration {

  private static final Duration LOOK = Duration.ofSeconds(1);

  @Bean
  AiQueue aiQueue(
      Redis redis,
      QueueSettings settings,
      Clock clock,
      Housekeeping housekeeping,
      MeterRegistry registry) {
    AiQueue queue = new AiQueue(redis, settings, clock, registry);
    housekeeping.every(LOOK, queue::look);
    return queue;
  }
}
