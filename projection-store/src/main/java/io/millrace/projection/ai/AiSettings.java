package io.millrace.projection.ai;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of AI figures.
 *
 * @param prices what tokens cost, see {@link AiPrices}
 */
@ConfigurationProperties("ai")
record AiSettings(@DefaultValue("") String prices) {

  AiPrices table() {
    return AiPrices.parse(prices);
  }
}
