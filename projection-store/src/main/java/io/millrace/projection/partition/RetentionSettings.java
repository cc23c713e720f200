package io.millrace.projection.partition;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what is kept by time is kept.
 *
 * @param receipts in whole quarters; for ever unless somebody decides otherwise
 * @param chat to the day
 * @param notifications to the day
 * @param movements of stock, in whole quarters; not shorter than facts may be late that levels
 *     count at once
 */
@ConfigurationProperties("retention")
public record RetentionSettings(
    @DefaultValue("unlimited") Keep receipts,
    @DefaultValue("30d") Keep chat,
    @DefaultValue("90d") Keep notifications,
    @DefaultValue("unlimited") Keep movements) {

  private static final Duration SHORTEST_FOR_MOVEMENTS = Duration.ofDays(90);

  public RetentionSettings {
    Duration limit = movements.limit();
    if (limit != null && limit.compareTo(SHORTEST_FOR_MOVEMENTS) < 0) {
      throw new IllegalArgumentException(
          "retention.movements: " + limit + " (expected: at least 90d, or unlimited)");
    }
  }
}
