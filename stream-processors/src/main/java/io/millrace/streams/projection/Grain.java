package io.millrace.streams.projection;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** The length of a bucket. Buckets are aligned in UTC. */
public enum Grain {
  MINUTE(60),
  QUARTER_HOUR(15 * 60),
  HOUR(60 * 60),
  DAY(24 * 60 * 60);

  private final long seconds;

  Grain(long seconds) {
    this.seconds = seconds;
  }

  /** The start of the bucket a time falls into. */
  public Timestamp start(Timestamp time) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(time.getSeconds(), seconds) * seconds)
        .build();
  }

  /** The end of the bucket with that start, in epoch milliseconds. */
  public long until(Timestamp start) {
    return (start.getSeconds() + seconds) * 1_000;
  }

  /** A bucket's start as it stands in a row's key: {@code 2010-12-01T08:15:00Z}. */
  public static String text(Timestamp start) {
    return Instant.ofEpochSecond(start.getSeconds()).toString();
  }
}
