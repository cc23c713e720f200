package io.millrace.ingest.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times as they are written in bodies. */
final class Times {

  private static final Instant MOST = Instant.parse("9999-12-31T23:59:59Z");

  /** Whole seconds in UTC, read by position: the formatter allocates 1.8 KB for each. */
  private static final String PLAIN = "0000-00-00T00:00:00Z";

  private Times() {}

  /** Null where the text is no time with a zone. */
  static @Nullable Instant parse(String text) {
    try {
      return plain(text)
          ? LocalDateTime.of(
                  number(text, 0, 4),
                  number(text, 5, 7),
                  number(text, 8, 10),
                  number(text, 11, 13),
                  number(text, 14, 16),
                  number(text, 17, 19))
              .toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean plain(String text) {
    if (text.length() != PLAIN.length()) {
      return false;
    }
    for (int i = 0; i < PLAIN.length(); i++) {
      char expected = PLAIN.charAt(i);
      char c = text.charAt(i);
      if (expected == '0' ? c < '0' || c > '9' : c != expected) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  static boolean sane(Instant time) {
    return !time.isBefore(Instant.EPOCH) && !time.isAfter(MOST);
  }
}
