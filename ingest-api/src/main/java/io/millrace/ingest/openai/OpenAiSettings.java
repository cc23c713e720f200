package io.millrace.ingest.openai;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What clients of {@code /v1} get.
 *
 * @param models names they may choose by; any other name, and {@code default}, is the worker's own
 *     model
 * @param answerTimeout how long one is kept waiting before its request is cancelled
 */
@ConfigurationProperties("ingest.ai")
record OpenAiSettings(List<String> models, Duration answerTimeout) {

  static final String DEFAULT = "default";

  OpenAiSettings {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("models: none (expected: at least one name)");
    }
    if (answerTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("answer-timeout: " + answerTimeout + " (expected: > 0)");
    }
  }

  /** What the worker is asked for by that name; empty for its own model. */
  String chosen(String name) {
    return models.contains(name) && !name.equals(DEFAULT) ? name : "";
  }
}
