package io.millrace.projection.plan;

import io.millrace.projection.job.Job;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Deletes the records of plans that expired. ingest-api stops applying a plan at its very end
 * without this; the day in between is for whoever wants to see or renew it.
 */
@Configuration(proxyBeanMethods = false)
class PlanExpiry {

  private static final Duration SHOWN = Duration.ofDays(1);

  @Bean
  Job planExpiryJob(ExpiringPlans plans, KafkaSettings kafka, Clock clock) {
    return Job.hourly("plan-expiry", () -> expire(plans, kafka, clock.instant()));
  }

  private static void expire(ExpiringPlans plans, KafkaSettings kafka, Instant now) {
    List<String> ended = plans.endedBy(now.minus(SHOWN));
    if (ended.isEmpty()) {
      return;
    }
    Map<String, Object> config = ClientDefaults.producer(kafka.bootstrapServers());
    config.put("max.block.ms", 5_000);
    config.put("delivery.timeout.ms", 20_000);
    config.put("request.timeout.ms", 10_000);
    try (Producer<byte[], byte @Nullable []> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String key : ended) {
        producer.send(tombstone(key, now)).get();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    }
  }

  private static ProducerRecord<byte[], byte @Nullable []> tombstone(String key, Instant now) {
    byte @Nullable [] nothing = null;
    ProducerRecord<byte[], byte @Nullable []> tombstone =
        new ProducerRecord<>(
            Topics.CONFIG_PLANS.name(),
            null,
            now.toEpochMilli(),
            key.getBytes(StandardCharsets.UTF_8),
            nothing);
    EventHeaders.describe(
        tombstone.headers(),
        "",
        "plan-expiry-" + key + "-" + now.toEpochMilli(),
        "/jobs/plan-expiry",
        "io.millrace.config.plan.v1",
        now);
    return tombstone;
  }
}
