package io.millrace.worker;

import io.millrace.worker.answer.AnswerSettings;
import io.millrace.worker.completion.CompletionSettings;
import io.millrace.worker.completion.LlmSettings;
import io.millrace.worker.intake.IntakeSettings;
import io.millrace.worker.kafka.KafkaSettings;
import io.millrace.worker.lease.LeaseSettings;
import io.millrace.worker.redis.RedisSettings;
import io.millrace.worker.redis.WorkerName;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Starts the worker. Settings are in {@code ai-worker.yml}. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties({
  KafkaSettings.class,
  RedisSettings.class,
  LlmSettings.class,
  CompletionSettings.class,
  IntakeSettings.class,
  AnswerSettings.class,
  LeaseSettings.class
})
public class AiWorkerApplication {

  public static void main(String[] args) {
    application().run(args);
  }

  /** The application, not started; for tests that start several. */
  static SpringApplication application() {
    SpringApplication application = new SpringApplication(AiWorkerApplication.class);
    Map<String, Object> defaults = new HashMap<>();
    defaults.put("spring.config.name", "ai-worker");
    if ("json".equals(System.getenv("LOG_FORMAT"))) {
      defaults.put("logging.structured.format.console", "logstash");
    }
    application.setDefaultProperties(defaults);
    return application;
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  WorkerName workerName() {
    return WorkerName.random();
  }
}
