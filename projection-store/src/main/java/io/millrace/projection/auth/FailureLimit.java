package io.millrace.projection.auth;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/**
 * How many bad credentials an address may present: all at once, then again one by one as the window
 * goes by. Written as {@code 10/15m}.
 *
 * @param failures how many
 * @param window in which time
 */
record FailureLimit(int failures, Duration window) {

  FailureLimit {
    if (failures < 1) {
      throw new IllegalArgumentException("failures: " + failures + " (expected: > 0)");
    }
    if (window.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("failures: " + window + " (expected: at least 1s)");
    }
  }

  /** Reads the text form; public because Spring's binder looks for it. */
  public static FailureLimit of(String text) {
    int slash = text.indexOf('/');
    try {
      return new FailureLimit(
          Integer.parseInt(text.substring(0, Math.max(slash, 0)).strip()),
          DurationStyle.detectAndParse(text.substring(slash + 1).strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("failures: " + text + " (expected: as in 10/15m)", e);
    }
  }

  /** After how long one more is allowed. */
  long intervalMillis() {
    return Math.max(1, window.toMillis() / failures);
  }
}
