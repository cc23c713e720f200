package io.millrace.ingest.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times as they are written in bodies. */
final class Times {

  private static final Instant MOST = Instant.parse("9999-12-31T23:59:59Z");

  private Times() {}

  /** Null where the text is no time with a zone. */
  static @Nullable Instant parse(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  static boolean sane(Instant time) {
    return !time.isBefore(Instant.EPOCH) && !time.isAfter(MOST);
  }
}
