package io.millrace.schemas.event;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Between {@link Instant} and Protobuf's {@link Timestamp}; both hold nanoseconds. */
public final class Timestamps {

  private Timestamps() {}

  public static Timestamp of(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  public static Instant toInstant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
