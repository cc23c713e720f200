package io.millrace.ingest.delivery;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a delivery ended. They are kept apart, so that many of one do not push out the other. */
enum Outcome {
  ACCEPTED,
  REFUSED;

  /** The outcome of that name, null if there is none. */
  static @Nullable Outcome find(String label) {
    for (Outcome outcome : values()) {
      if (outcome.label().equals(label)) {
        return outcome;
      }
    }
    return null;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
