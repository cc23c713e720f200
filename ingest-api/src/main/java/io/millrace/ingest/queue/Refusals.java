package io.millrace.ingest.queue;

import io.millrace.ingest.http.Problem;
import io.millrace.ingest.ratelimit.AiTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why a request has no place, each with when another try makes sense. */
final class Refusals {

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private Refusals() {}

  static Problem full(long retryMillis) {
    return refused("queue-full", "the queue is full for this priority", retryMillis);
  }

  static Problem tenantFull(long retryMillis) {
    return refused(
        "tenant-queue-full", "as many of this tenant's requests wait as may", retryMillis);
  }

  static Problem tooLate(long retryMillis) {
    return refused(
        "deadline-unreachable", "the queue is so long that the deadline would pass", retryMillis);
  }

  /** Says it in OpenAI's headers too, which have no other place to come from. */
  static Problem outOfTokens(long now, AiTerms terms) {
    long left = MINUTE - now % MINUTE;
    Problem refused =
        refused(
            "token-budget-spent",
            "the tenant used the " + terms.tokens() + " tokens it has in a minute",
            left);
    Map<String, String> headers = new HashMap<>(refused.headers());
    headers.put("x-ratelimit-limit-tokens", Long.toString(terms.tokens()));
    headers.put("x-ratelimit-remaining-tokens", "0");
    headers.put("x-ratelimit-reset-tokens", seconds(left) + "s");
    return new Problem(refused.status(), refused.code(), refused.detail(), List.of(), headers);
  }

  static Problem outOfMoney(long now) {
    Instant time = Instant.ofEpochMilli(now);
    Instant tomorrow = time.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
    return refused(
        "cost-budget-spent",
        "the tenant's requests cost today what they may",
        Duration.between(time, tomorrow).toMillis());
  }

  private static Problem refused(String code, String detail, long retryMillis) {
    return new Problem(
        429,
        code,
        detail,
        List.of(),
        Map.of("Retry-After", Long.toString(Math.max(1, seconds(retryMillis)))));
  }

  private static long seconds(long millis) {
    return (millis + 999) / 1_000;
  }

  static Problem redisAway() {
    return Problem.unavailable("redis-unavailable", "Redis does not answer", Duration.ofSeconds(1));
  }
}
