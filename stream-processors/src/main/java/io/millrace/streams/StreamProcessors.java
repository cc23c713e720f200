package io.millrace.streams;

import io.millrace.streams.runtime.RuntimeConfiguration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The stream-processors app. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Projections.class, RuntimeConfiguration.class})
public class StreamProcessors {

  public static void main(String[] args) {
    application().run(args);
  }

  /** The app with the name of its configuration file and the format of its log. */
  static SpringApplication application() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("spring.config.name", "stream-processors");
    if ("json".equals(System.getenv("LOG_FORMAT"))) {
      properties.put("logging.structured.format.console", "ecs");
    }
    SpringApplication application = new SpringApplication(StreamProcessors.class);
    application.setDefaultProperties(properties);
    return application;
  }
}
