package io.millrace.ingest;

import io.millrace.ingest.event.Ids;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Starts ingest-api. Its settings are in {@code ingest-api.yml}. */
@SpringBootApplication(proxyBeanMethods = false)
public class IngestApi {

  public static void main(String[] args) {
    start(args);
  }

  /** Starts the app; arguments override settings, as in {@code --server.port=0}. */
  static ConfigurableApplicationContext start(String... args) {
    Ids.seed();
    return new SpringApplicationBuilder(IngestApi.class)
        .properties("spring.config.name=ingest-api")
        .run(args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
