package io.millrace.projection.ai;

import io.millrace.schemas.ai.AiPrices;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of AI figures.
 *
 * @param prices what tokens cost
 */
@ConfigurationProperties("ai")
record AiSettings(@DefaultValue("") AiPrices prices) {}
