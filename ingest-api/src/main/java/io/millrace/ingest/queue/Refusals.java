package io.millrace.ingest.queue;

import io.millrace.ingest.http.Problem;
import io.millrace.ingest.ratelimit.AiTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Why a request has no place, each with when another try makes sense. */
final class Refusals {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private Refusals() {}

  static Problem full(long retryMillis) {
    return new Problem(
        429, "queue-full", "the queue is full for this priority", List.of(), retry(retryMillis));
  }

  static Problem tenantFull(long retryMillis) {
    return new Problem(
        429,
        "tenant-queue-full",
        "as many of this tenant's requests wait as may",
        List.of(),
        retry(retryMillis));
  }

  static Problem tooLate(long retryMillis) {
    return new Problem(
        429,
        "deadline-unreachable",
        "the queue is so long that the deadline would pass",
        List.of(),
        retry(retryMillis));
  }

  static Problem outOfTokens(long now, AiTerms terms) {
    return new Problem(
        429,
        "token-budget-spent",
        "the tenant used the " + terms.tokens() + " tokens it has in a minute",
        List.of(),
        retry(MINUTE - now % MINUTE));
  }

  static Problem outOfMoney(long now) {
    Instant time = Instant.ofEpochMilli(now);
    Instant tomorrow = time.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    return new Problem(
        429,
        "cost-budget-spent",
        "the tenant's requests cost today what they may",
        List.of(),
        retry(Duration.between(time, tomorrow).toMillis()));
  }

  static Problem redisAway() {
    return Problem.unavailable("redis-unavailable", "Redis does not answer", Duration.ofSeconds(1));
  }

  private static Map<String, String> retry(long millis) {
    return Map.of("Retry-After", Long.toString(Math.max(1, (millis + 999) / 1000)));
  }
}
