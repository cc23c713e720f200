package io.millrace.ingest;

import io.millrace.ingest.event.Ids;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/** Starts ingest-api. Its settings are in {@code ingest-api.yml}. */
@SpringBootApplication(proxyBeanMethods = false)
public class IngestApi {

  public static void main(String[] args) {
    application().run(args);
  }

  /**
   * The app before it runs; arguments of its run override settings, as in {@code --server.port=0}.
   */
  static SpringApplicationBuilder application() {
    Ids.seed();
    return new SpringApplicationBuilder(IngestApi.class)
        .properties("spring.config.name=ingest-api");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
