package io.millrace.ingest.ratelimit;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What whoever has no plan may ask of the model.
 *
 * @param priorities some of high, normal and low, joined by commas
 * @param tokens most tokens of a tenant in a minute, as in {@code 20000/1m}, or {@code off}
 * @param cost most that a tenant's day may cost, as in {@code 5.00/1d}, or {@code off}
 */
@ConfigurationProperties("ingest.ai-limit")
public record AiLimitSettings(String priorities, String tokens, String cost) {

  public AiLimitSettings {
    AiTerms.parse(texts(priorities, tokens, cost));
  }

  AiTerms terms() {
    return AiTerms.parse(texts(priorities, tokens, cost));
  }

  private static Map<String, String> texts(String priorities, String tokens, String cost) {
    return Map.of(AiTerms.PRIORITIES, priorities, AiTerms.TOKENS, tokens, AiTerms.COST, cost);
  }
}
