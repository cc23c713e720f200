package io.millrace.projection.http;

import io.millrace.schemas.event.Keys;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Where a page ended, in a form that callers hand back and do not read. */
public final class Cursor {

  private Cursor() {}

  /** A cursor of the sort key of a page's last entry. */
  public static String encode(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Keys.of(parts).getBytes(StandardCharsets.UTF_8));
  }

  /** The sort key in a cursor; anything else is a refusal. */
  public static List<String> decode(String cursor, int parts) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      List<String> key = Keys.split(new String(bytes, StandardCharsets.UTF_8));
      if (key.size() == parts) {
        key.forEach(part -> Params.checked("cursor", part, Params.MAX_LENGTH));
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
    throw malformed();
  }

  /** A time in a cursor. */
  public static Instant time(String part) {
    try {
      Instant time = Instant.parse(part);
      if (Times.isKnown(time)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw malformed();
    }
    throw malformed();
  }

  /** A whole number in a cursor. */
  public static long number(String part) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private static Refusal malformed() {
    return Problem.badParameter("cursor", "not one that this route gave out").refusal();
  }
}
