package io.millrace.ops.deadletter;

import java.util.Locale;

/** What was done about a dead letter. */
enum State {
  OPEN,
  REDRIVEN,
  DISCARDED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
