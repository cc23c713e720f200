package io.millrace.ingest.ratelimit;

import io.millrace.ingest.auth.ApiKeys;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LimitSettings.class, AiLimitSettings.class})
class LimitConfiguration {

  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final long BEGUN = System.nanoTime();
  private static final LongSupplier MICROS = () -> (System.nanoTime() - BEGUN) / 1_000;

  @Bean
  Refused refused(Housekeeping housekeeping) {
    Refused refused = new Refused(MICROS);
    housekeeping.every(SWEEP, refused::sweep);
    return refused;
  }

  @Bean
  InstanceLimits instanceLimits() {
    return new InstanceLimits(MICROS);
  }

  @Bean
  Plans plans(LimitSettings settings, AiLimitSettings ai, Clock clock) {
    return new Plans(settings, ai, clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  CompactedTable<Plan> planTable(KafkaSettings kafka, Plans plans) {
    return new CompactedTable<>(
        Topics.CONFIG_PLANS,
        ProtoSerde.of(Plan.getDefaultInstance()),
        ClientDefaults.consumer(kafka.bootstrapServers()),
        plans::apply);
  }

  @Bean
  Limits limits(Plans plans, ApiKeys keys, ClientAddress addresses) {
    return new Limits(plans, keys, addresses);
  }
}
