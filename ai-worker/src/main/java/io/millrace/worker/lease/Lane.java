package io.millrace.worker.lease;

import io.millrace.schemas.ai.v1.Priority;

/** What a request's priority makes of it: earlier ones go first. */
public enum Lane {
  HIGH("high"),
  NORMAL("normal"),
  LOW("low");

  private final String text;

  Lane(String text) {
    this.text = text;
  }

  /** The lane of a priority; one that is not said is normal. */
  public static Lane of(Priority priority) {
    return switch (priority) {
      case PRIORITY_HIGH -> HIGH;
      case PRIORITY_LOW -> LOW;
      case PRIORITY_NORMAL, PRIORITY_UNSPECIFIED, UNRECOGNIZED -> NORMAL;
    };
  }

  /** As in keys and tags. */
  @Override
  public String toString() {
    return text;
  }
}
