package io.millrace.projection.http;

import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

  /**
   * An event loop for each processor, and the app's own. Netty's default of four at least makes two
   * processors change threads more often than they need.
   */
  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    ReactorResourceFactory factory = new ReactorResourceFactory();
    int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    factory.setUseGlobalResources(false);
    factory.setLoopResourcesSupplier(() -> LoopResources.create("read-http", processors, true));
    factory.setShutdownQuietPeriod(Duration.ZERO);
    return factory;
  }

  @Bean
  ClientAddress clientAddress(ProxySettings settings) {
    return new ClientAddress(settings);
  }
}
