package io.millrace.projection.ai;

import io.millrace.schemas.ai.AiPrices;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of AI figures.
 *
 * @param prices what tokens cost
 * @param maxConcurrent how many requests an AI worker takes at once; shown while no worker says
 */
@ConfigurationProperties("ai")
public record AiSettings(@DefaultValue("") AiPrices prices, @DefaultValue("10") int maxConcurrent) {

  public AiSettings {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException(
          "ai.max-concurrent: " + maxConcurrent + " (expected: > 0)");
    }
  }
}
