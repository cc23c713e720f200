package io.millrace.ingest.json;

import org.jspecify.annotations.Nullable;

/** What ids and texts may hold: what Kafka, Protobuf and Postgres all keep unchanged. */
public final class Texts {

  private Texts() {}

  /** What is wrong with an id, null if nothing is. */
  public static @Nullable String wrongId(String id) {
    if (id.isBlank()) {
      return "must not be blank";
    }
    if (id.length() > Fields.ID_LENGTH) {
      return "expected at most " + Fields.ID_LENGTH + " characters";
    }
    for (int i = 0; i < id.length(); i++) {
      if (Character.isISOControl(id.charAt(i))) {
        return "must not hold control characters";
      }
    }
    return loneSurrogate(id) ? "is not valid Unicode" : null;
  }

  static @Nullable String wrongText(String text, int longest) {
    if (text.length() > longest) {
      return "expected at most " + longest + " characters";
    }
    if (text.indexOf(0) >= 0) {
      return "must not hold U+0000";
    }
    return loneSurrogate(text) ? "is not valid Unicode" : null;
  }

  private static boolean loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
