package io.millrace.worker.completion;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

@Configuration(proxyBeanMethods = false)
class CompletionConfiguration {

  private static final Logger log = LoggerFactory.getLogger(CompletionConfiguration.class);

  @Bean
  CompletionClient completionClient(LlmSettings settings) {
    CompletionClient client =
        settings.demo()
            ? new DemoCompletionClient()
            : new OpenAiCompletionClient(WebClient.builder(), settings);
    log.info("answers come from {}", client.describe());
    return client;
  }
}
