package io.millrace.ingest.ratelimit;

import io.millrace.ingest.http.Headed;
import io.millrace.ingest.http.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a request stands with the tightest of its limits.
 *
 * @param allowed how many of its events may go: the first ones
 * @param limit the tightest limit; null where nothing is limited
 * @param remaining how many more events it would let through now
 * @param resetMicros until all of it is there again
 * @param waitMicros until it lets one more event through; 0 if it does now
 * @param alone whether this instance counted alone, without Redis
 */
public record Allowance(
    int allowed,
    @Nullable Limit limit,
    long remaining,
    long resetMicros,
    long waitMicros,
    boolean alone) {

  private static final long SECOND = 1_000_000;

  /**
   * What some events of a group that was decided together get of it.
   *
   * @param before how many events of the group stand before them
   * @param count how many they are
   */
  public Allowance part(int before, int count) {
    int part = Math.max(0, Math.min(count, allowed - before));
    long left = remaining + Math.max(0, allowed - before - count);
    return new Allowance(part, limit, left, resetMicros, left > 0 ? 0 : waitMicros, alone);
  }

  /** Where nothing is limited. */
  public static Allowance unlimited(int count, boolean alone) {
    return new Allowance(count, null, 0, 0, 0, alone);
  }

  /** Shows the limit in an answer. */
  public void show(Headed answer) {
    show(answer::header);
  }

  private void show(BiConsumer<String, String> headers) {
    if (limit != null) {
      headers.accept("RateLimit-Limit", Long.toString(limit.rate().events()));
      headers.accept("RateLimit-Remaining", Long.toString(remaining));
      headers.accept("RateLimit-Reset", Long.toString(seconds(resetMicros)));
      if (alone) {
        headers.accept("RateLimit-Scope", "instance");
      }
    }
  }

  /** Shows the limit in a refusal that has another reason. */
  public Problem on(Problem problem) {
    Map<String, String> headers = shown();
    headers.putAll(problem.headers());
    return new Problem(
        problem.status(), problem.code(), problem.detail(), problem.errors(), headers);
  }

  private Map<String, String> shown() {
    Map<String, String> headers = new LinkedHashMap<>();
    show(headers::put);
    return headers;
  }

  /** The refusal of what is over the limit. */
  public Problem problem() {
    Map<String, String> headers = shown();
    headers.put("Retry-After", Long.toString(Math.max(1, seconds(waitMicros))));
    String key = limit == null ? "" : limit.key();
    String kind = key.substring(0, Math.max(0, key.indexOf(':')));
    return new Problem(
        429, "rate-limited", "over the limit of this " + noun(kind), List.of(), headers);
  }

  private static String noun(String kind) {
    return switch (kind) {
      case "key" -> "API key";
      case "source" -> "source";
      case "address" -> "address";
      default -> "user";
    };
  }

  private static long seconds(long micros) {
    return (micros + SECOND - 1) / SECOND;
  }
}
