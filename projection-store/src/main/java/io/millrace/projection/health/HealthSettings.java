package io.millrace.projection.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the health answer.
 *
 * @param timeout how long a part may take before it counts as down
 * @param cache how long an answer is good for
 */
@ConfigurationProperties("health")
public record HealthSettings(
    @DefaultValue("1s") Duration timeout, @DefaultValue("1s") Duration cache) {}
