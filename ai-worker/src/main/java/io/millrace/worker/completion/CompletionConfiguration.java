package io.millrace.worker.completion;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

@Configuration(proxyBeanMethods = false)
class CompletionConfiguration {

  private static final Logger log = LoggerFactory.getLogger(CompletionConfiguration.class);
  private static final int CONNECT_MILLIS = 5_000;

  /** Above any number of slots: a call never waits for another's connection. */
  private static final int CONNECTIONS = 10_000;

  /** Shorter than any server keeps a connection, so that none closes under a call. */
  private static final Duration IDLE = Duration.ofSeconds(4);

  @Bean(destroyMethod = "dispose")
  ConnectionProvider llmConnections() {
    return ConnectionProvider.builder("llm").maxConnections(CONNECTIONS).maxIdleTime(IDLE).build();
  }

  @Bean
  CompletionClient completionClient(
      LlmSettings llm,
      CompletionSettings settings,
      Environment environment,
      ConnectionProvider llmConnections,
      MeterRegistry registry,
      Clock clock) {
    List<ProviderSettings> all = llm.all(environment::getProperty);
    CompletionClient client =
        all.isEmpty()
            ? new DemoCompletionClient(DemoCompletionClient.PACE)
            : failover(all, llm.timeouts(), settings, llmConnections, registry, clock);
    log.info("answers come from {}", client.describe());
    return client;
  }

  private static CompletionClient failover(
      List<ProviderSettings> all,
      TokenTimeouts timeouts,
      CompletionSettings settings,
      ConnectionProvider connections,
      MeterRegistry registry,
      Clock clock) {
    // Without retries of its own: the call may have been paid for.
    HttpClient http =
        HttpClient.create(connections)
            .disableRetry(true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    ProviderMetrics metrics = new ProviderMetrics(registry);
    List<Provider> providers =
        all.stream()
            .map(
                provider ->
                    new Provider(
                        provider,
                        new OpenAiCalls(
                            WebClient.builder()
                                .clientConnector(new ReactorClientHttpConnector(http)),
                            provider,
                            timeouts,
                            clock),
                        settings.circuitPolicy(),
                        metrics,
                        clock))
            .toList();
    return new FailoverClient(providers, settings.fallbackMessage(), clock);
  }

  @Bean
  RetryPolicy retryPolicy(CompletionSettings settings) {
    return settings.retryPolicy();
  }
}
