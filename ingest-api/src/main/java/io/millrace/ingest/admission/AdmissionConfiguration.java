package io.millrace.ingest.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.dedupe.DedupeSettings;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.ratelimit.InstanceLimits;
import io.millrace.ingest.ratelimit.Refused;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.redis.RedisScript;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AdmissionConfiguration {

  /** How long a stored event may stay unknown to other instances where no traffic carries it. */
  private static final Duration FLUSH = Duration.ofMillis(20);

  @Bean
  Admission admission(
      Redis redis,
      DedupeSettings ids,
      InstanceLimits instance,
      Refused refused,
      Housekeeping housekeeping,
      MeterRegistry registry) {
    Admission admission =
        new Admission(
            redis,
            RedisScript.beside(Admission.class, "admit.lua"),
            ids,
            instance,
            refused,
            registry);
    housekeeping.every(FLUSH, admission::flush);
    return admission;
  }
}
