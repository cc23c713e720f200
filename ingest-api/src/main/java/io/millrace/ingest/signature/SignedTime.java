package io.millrace.ingest.signature;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time a sender signed, in Unix seconds: a delivery that is older may be a replay. */
final class SignedTime {

  private static final Duration TOLERANCE = Duration.ofSeconds(300);
  private static final int MOST_DIGITS = 11;

  private SignedTime() {}

  /**
   * Why a delivery with that time is refused, null if the time is close enough to now.
   *
   * @param unixSeconds as it was sent, null where none was
   * @param where for the refusal: the header that carries it
   */
  static @Nullable Verdict refusal(@Nullable String unixSeconds, String where, Instant now) {
    if (unixSeconds == null || !isNumber(unixSeconds)) {
      return Verdict.untimely("expected Unix seconds in " + where + ", once");
    }
    Instant time = Instant.ofEpochSecond(Long.parseLong(unixSeconds));
    return Duration.between(time, now).abs().compareTo(TOLERANCE) <= 0
        ? null
        : Verdict.untimely(
            "the time in " + where + " is more than " + TOLERANCE.toSeconds() + " s from now");
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
