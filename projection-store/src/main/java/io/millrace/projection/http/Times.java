package io.millrace.projection.http;

import java.time.Instant;

/** Which times a request may name: those that the database and every zone can hold. */
public final class Times {

  public static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");
  public static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");

  private Times() {}

  /** Whether a request may name it. */
  public static boolean isKnown(Instant time) {
    return !time.isBefore(FIRST) && !time.isAfter(LAST);
  }
}
