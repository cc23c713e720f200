package io.millrace.projection.live;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  @Bean
  Redis redis(RedisSettings settings) {
    return new Redis(settings);
  }
}
