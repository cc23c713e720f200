package io.millrace.projection.http;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

  @Bean
  ClientAddress clientAddress(ProxySettings settings) {
    return new ClientAddress(settings);
  }
}
