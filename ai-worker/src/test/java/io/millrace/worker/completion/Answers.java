package io.millrace.worker.completion;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/** Prompts to ask and answers to look at. */
final class Answers {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  private Answers() {}

  static Terms terms() {
    return new Terms(false, Optional.empty(), Duration.ofSeconds(90));
  }

  static Prompt prompt(String text) {
    return prompt(text, terms());
  }

  static Prompt prompt(String text, Terms terms) {
    return new Prompt(
        "",
        List.of(new Prompt.Message("user", text)),
        OptionalInt.empty(),
        ByteString.EMPTY,
        terms);
  }

  static Flux<Chunk> stream(CompletionClient client, Prompt prompt) {
    return client.stream(prompt, new Meter(Spent.NOTHING));
  }

  static String text(List<Chunk> chunks) {
    return chunks.stream()
        .filter(Chunk.Text.class::isInstance)
        .map(chunk -> ((Chunk.Text) chunk).text())
        .collect(Collectors.joining());
  }

  static Chunk.End end(List<Chunk> chunks) {
    return (Chunk.End) chunks.get(chunks.size() - 1);
  }

  static OpenAiCalls calls(ProviderSettings provider, Duration first, Duration next, Clock clock) {
    return new OpenAiCalls(WebClient.builder(), provider, new TokenTimeouts(first, next), clock);
  }

  static Provider provider(
      String name, String url, CircuitPolicy policy, MeterRegistry registry, Clock clock) {
    ProviderSettings settings = new ProviderSettings(name, url, "sk-1", "model-" + name);
    return new Provider(
        settings,
        calls(settings, Duration.ofSeconds(20), Duration.ofSeconds(15), clock),
        policy,
        new ProviderMetrics(registry),
        clock);
  }
}
