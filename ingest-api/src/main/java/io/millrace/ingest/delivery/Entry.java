package io.millrace.ingest.delivery;

import org.jspecify.annotations.Nullable;

/**
 * A delivery as its owner sees it.
 *
 * @param millis when it came in
 * @param json the rest, as it is answered
 */
record Entry(long millis, String json) {

  /** As it is stored: the time, a space and the JSON. */
  String text() {
    return millis + " " + json;
  }

  /** What {@link #text()} gave; null for anything else. */
  static @Nullable Entry parse(String text) {
    int space = text.indexOf(' ');
    try {
      return space < 0
          ? null
          : new Entry(Long.parseLong(text, 0, space, 10), text.substring(space + 1));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
