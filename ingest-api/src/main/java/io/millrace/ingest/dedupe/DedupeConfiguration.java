package io.millrace.ingest.dedupe;

import io.millrace.ingest.kafka.Housekeeping;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DedupeSettings.class)
class DedupeConfiguration {

  @Bean
  Window dedupeWindow(DedupeSettings settings, Housekeeping housekeeping) {
    Window window = new Window(settings);
    housekeeping.every(Window.TICK, window::tick);
    return window;
  }
}
