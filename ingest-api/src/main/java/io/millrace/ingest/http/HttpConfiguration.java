package io.millrace.ingest.http;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BodySettings.class, ProxySettings.class})
class HttpConfiguration {

  @Bean
  BodyReader bodyReader(BodySettings settings) {
    return new BodyReader(settings);
  }

  @Bean
  ClientAddress clientAddress(ProxySettings settings) {
    return new ClientAddress(settings);
  }

  @Bean
  @Order(-2)
  ProblemHandler problemHandler() {
    return new ProblemHandler();
  }
}
