package io.millrace.ingest.answer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.ingest.redis.Redis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AnswerConfiguration {

  @Bean
  Answers answers(Redis redis, MeterRegistry registry) {
    Answers answers = new Answers(redis);
    Gauge.builder(IngestMetric.AI_ANSWERS_OPEN.id(), answers, Answers::open)
        .description(IngestMetric.AI_ANSWERS_OPEN.meaning())
        .register(registry);
    return answers;
  }
}
