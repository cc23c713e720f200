package io.millrace.projection;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Keeps tables in step with the topics and answers questions from them. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ProjectionStore {

  /** Starts the app; every setting is an environment variable, see {@code projection-store.yml}. */
  public static void main(String[] args) {
    System.setProperty("spring.config.name", "projection-store");
    SpringApplication.run(ProjectionStore.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
