package io.millrace.worker.answer;

import io.millrace.schemas.ai.AiPrices;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a request is answered.
 *
 * @param requestTimeout the longest one attempt may take
 * @param prices what tokens cost
 */
@ConfigurationProperties("ai")
public record AnswerSettings(Duration requestTimeout, @DefaultValue("") AiPrices prices) {

  public AnswerSettings {
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException(
          "ai.request-timeout: " + requestTimeout + " (expected: > 0)");
    }
  }
}
