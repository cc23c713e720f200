package io.millrace.projection.cache;

import io.millrace.projection.job.Job;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CacheJobs {

  private static final String EVERY_MINUTE = "0 * * * * *";
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Bean
  Job cacheMetricsJob(Caches caches) {
    return new Job("cache-metrics", EVERY_MINUTE, () -> caches.measure().block(LONGEST));
  }
}
