package io.millrace.projection.catalog;

import io.millrace.projection.cache.Caches;
import io.millrace.projection.job.Job;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Loads the products that tills ask for most before they do, where Redis does not have them. */
@Configuration(proxyBeanMethods = false)
class ProductWarmUp {

  private static final Logger log = LoggerFactory.getLogger(ProductWarmUp.class);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @Bean
  Job cacheWarmUpJob(Caches caches, ProductLookUp lookUp) {
    return new Job(
        "cache-warm-up",
        "@hourly",
        () -> log.info("cache=products warmed keys={}", caches.warmUp(lookUp::warm).block(LONGEST)),
        caches::isCold);
  }
}
