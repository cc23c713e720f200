package io.millrace.worker.answer;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.event.Timestamps;
import java.time.Duration;
import java.time.Instant;

/** The times a request carries. They are a sender's numbers and may be anything. */
final class RequestTimes {

  private static final Instant YEAR_ONE = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant YEAR_TEN_THOUSAND = Instant.parse("+10000-01-01T00:00:00Z");
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** Far above any real one, and far below what overflows a sum of nanoseconds. */
  private static final Duration LONGEST_SPAN = Duration.ofDays(365);

  private RequestTimes() {}

  /** Whether the times that are set are in the range Protobuf defines. */
  static boolean valid(AiRequest request) {
    return valid(request.getDeadline()) && valid(request.getAdmittedAt());
  }

  /** From admission to the start of the work; zero where the admission is unknown. */
  static Duration waited(AiRequest request, Instant start) {
    return request.hasAdmittedAt() && valid(request.getAdmittedAt())
        ? span(Timestamps.toInstant(request.getAdmittedAt()), start)
        : Duration.ZERO;
  }

  /** Clocks of two machines differ a little: never negative. */
  static Duration span(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      return Duration.ZERO;
    }
    Duration span = Duration.between(from, to);
    return span.compareTo(LONGEST_SPAN) < 0 ? span : LONGEST_SPAN;
  }

  static boolean valid(Timestamp time) {
    return time.getSeconds() >= YEAR_ONE.getEpochSecond()
        && time.getSeconds() < YEAR_TEN_THOUSAND.getEpochSecond()
        && time.getNanos() >= 0
        && time.getNanos() < NANOS_PER_SECOND;
  }
}
