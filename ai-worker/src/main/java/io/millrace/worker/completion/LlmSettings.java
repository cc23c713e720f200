package io.millrace.worker.completion;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The model server. With neither a base URL nor a key the built-in demo model answers.
 *
 * @param baseUrl an OpenAI-compatible server; empty means OpenAI's own
 * @param apiKey sent as a bearer token; empty sends none
 * @param model asked where a request names none
 */
@ConfigurationProperties("llm")
public record LlmSettings(String baseUrl, String apiKey, String model) {

  private static final String OPEN_AI = "https://api.openai.com";

  public LlmSettings {
    if (!baseUrl.isEmpty() && !baseUrl.matches("https?://[^/\\s]+\\S*")) {
      throw new IllegalArgumentException(
          "llm.base-url: " + baseUrl + " (expected: an http or https URL)");
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException("llm.model: empty (expected: a model's name)");
    }
  }

  boolean demo() {
    return baseUrl.isEmpty() && apiKey.isEmpty();
  }

  /**
   * Where completions are asked for. A base URL without a path gets {@code /v1}; one with a path is
   * taken as it is, because not every server calls its version so.
   */
  URI completions() {
    String base = (baseUrl.isEmpty() ? OPEN_AI : baseUrl).replaceAll("/+$", "");
    String path = URI.create(base).getPath();
    return URI.create(base + (path == null || path.isEmpty() ? "/v1" : "") + "/chat/completions");
  }

  @Override
  public String toString() {
    return "LlmSettings[" + (demo() ? "demo" : completions() + ", model=" + model) + "]";
  }
}
