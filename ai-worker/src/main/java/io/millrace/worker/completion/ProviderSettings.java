package io.millrace.worker.completion;

import java.net.URI;

/**
 * A server that speaks OpenAI's protocol.
 *
 * @param name what it is called in metrics and results
 * @param baseUrl where it is
 * @param apiKey sent as a bearer token; empty sends none
 * @param model asked where a request names none
 */
record ProviderSettings(String name, String baseUrl, String apiKey, String model) {

  /** Whether a text can be a {@link #baseUrl}. */
  static boolean isUrl(String text) {
    return text.matches("https?://[^/\\s]+\\S*");
  }

  /**
   * Where completions are asked for. A base URL without a path gets {@code /v1}; one with a path is
   * taken as it is, because not every server calls its version so.
   */
  URI completions() {
    String base = baseUrl.replaceAll("/+$", "");
    String path = URI.create(base).getPath();
    return URI.create(base + (path == null || path.isEmpty() ? "/v1" : "") + "/chat/completions");
  }

  String describe() {
    return model + " at " + completions();
  }

  @Override
  public String toString() {
    return "ProviderSettings[" + name + "=" + describe() + "]";
  }
}
