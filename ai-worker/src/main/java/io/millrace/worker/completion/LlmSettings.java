package io.millrace.worker.completion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The model servers. With no base URL, no key and no providers the built-in demo model answers.
 *
 * @param baseUrl the first one, OpenAI-compatible; empty means OpenAI's own if there is a key
 * @param apiKey sent to it as a bearer token; empty sends none
 * @param model asked of it where a request names none
 * @param providers those to turn to after it: {@code name=url|variable|model,...}, where the
 *     variable holds the key and may be left out
 * @param firstTokenTimeout the longest a model may take to its first token
 * @param tokenTimeout the longest it may take from one token to the next
 */
@ConfigurationProperties("llm")
public record LlmSettings(
    String baseUrl,
    String apiKey,
    String model,
    String providers,
    Duration firstTokenTimeout,
    Duration tokenTimeout) {

  private static final String OPEN_AI = "https://api.openai.com";
  private static final String FIRST = "default";
  private static final int PARTS = 3;

  public LlmSettings {
    if (!baseUrl.isEmpty() && !ProviderSettings.isUrl(baseUrl)) {
      throw new IllegalArgumentException(
          "llm.base-url: " + baseUrl + " (expected: an http or https URL)");
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("llm.model: empty (expected: a model's name)");
    }
    expectPositive("llm.first-token-timeout", firstTokenTimeout);
    expectPositive("llm.token-timeout", tokenTimeout);
  }

  TokenTimeouts timeouts() {
    return new TokenTimeouts(firstTokenTimeout, tokenTimeout);
  }

  /**
   * The servers in the order they are asked; empty for the demo model.
   *
   * @param variables gives a variable's value, null where it is not set
   */
  List<ProviderSettings> all(Function<String, @Nullable String> variables) {
    List<ProviderSettings> all = new ArrayList<>();
    if (!baseUrl.isEmpty() || !apiKey.isEmpty()) {
      all.add(new ProviderSettings(FIRST, baseUrl.isEmpty() ? OPEN_AI : baseUrl, apiKey, model));
    }
    for (String entry : providers.isBlank() ? new String[0] : providers.split(",", -1)) {
      ProviderSettings provider = provider(entry.strip(), variables);
      if (all.stream().anyMatch(other -> other.name().equals(provider.name()))) {
        throw new IllegalArgumentException("llm.providers: " + provider.name() + " is there twice");
      }
      all.add(provider);
    }
    return List.copyOf(all);
  }

  private static ProviderSettings provider(
      String entry, Function<String, @Nullable String> variables) {
    String[] nameAndRest = entry.split("=", 2);
    String[] parts = nameAndRest.length < 2 ? nameAndRest : nameAndRest[1].split("\\|", -1);
    if (parts.length != PARTS
        || !nameAndRest[0].matches("[a-z0-9-]+")
        || !ProviderSettings.isUrl(parts[0])
        || parts[2].isBlank()) {
      throw new IllegalArgumentException(
          "llm.providers: " + entry + " (expected: name=url|variable of the key|model)");
    }
    String key = parts[1].isEmpty() ? "" : variables.apply(parts[1]);
    if (key == null) {
      throw new IllegalArgumentException(
          "llm.providers: "
              + nameAndRest[0]
              + " wants its key from "
              + parts[1]
              + ", which is not set");
    }
    return new ProviderSettings(nameAndRest[0], parts[0], key, parts[2]);
  }

  private static void expectPositive(String setting, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(setting + ": " + value + " (expected: > 0)");
    }
  }

  @Override
  public String toString() {
    return "LlmSettings[" + baseUrl + ", model=" + model + ", providers=" + providers + "]";
  }
}
