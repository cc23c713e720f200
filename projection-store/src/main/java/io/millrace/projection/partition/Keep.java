package io.millrace.projection.partition;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * How long rows are kept. Written as {@code 30d}, or {@code unlimited}.
 *
 * @param limit null for ever
 */
public record Keep(@Nullable Duration limit) {

  private static final String UNLIMITED = "unlimited";

  public Keep {
    if (limit != null && limit.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("retention: " + limit + " (expected: at least 1d)");
    }
  }

  /** Reads the text form; Spring's binder looks for it. */
  public static Keep of(String text) {
    return new Keep(
        text.strip().equals(UNLIMITED) ? null : DurationStyle.detectAndParse(text.strip()));
  }

  /** What is older than this goes; nothing where rows are kept for ever. */
  public Optional<Instant> cutoff(Instant now) {
    return Optional.ofNullable(limit).map(now::minus);
  }
}
