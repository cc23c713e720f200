package io.millrace.ingest.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.metrics.IngestMetric;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Slows down guessing. An address that presented too many bad credentials is refused before the
 * next one is looked at, whether that is good or bad, so that the answer tells nothing. Credentials
 * that were good from that address in the last day still pass: those who share an address with a
 * guesser go on working.
 *
 * <p>Each instance counts for itself: what is not authenticated yet must not reach shared state.
 * Bounded in memory; with more addresses than fit, those of longest ago are forgotten. Any thread.
 */
final class AuthFailures {

  private static final int MOST_ADDRESSES = 100_000;
  private static final int MOST_CREDENTIALS = 100_000;
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private record Known(String address, ByteBuffer credential) {}

  private final FailureLimit limit;
  private final Clock clock;

  /**
   * By address, when all of its failures will be forgiven, in epoch milliseconds. This is GCRA, the
   * leaky bucket of ATM Forum TM 4.0, section 4.4.2.
   */
  private final Cache<String, Long> forgivenAt;

  private final Cache<Known, Boolean> known;
  private final Counter throttled;
  private final MeterRegistry registry;

  AuthFailures(FailureLimit limit, Clock clock, MeterRegistry registry) {
    this.limit = limit;
    this.clock = clock;
    this.registry = registry;
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    this.forgivenAt =
        Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterWrite(limit.window())
            .ticker(ticker)
            .build();
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MOST_CREDENTIALS)
            .expireAfterAccess(REMEMBERED)
            .ticker(ticker)
            .build();
    this.throttled =
        Counter.builder(IngestMetric.AUTH_THROTTLED.id())
            .description(IngestMetric.AUTH_THROTTLED.meaning())
            .register(registry);
  }

  /** Whether the address has used up its failures. */
  boolean exhausted(String address) {
    return waitMillis(address) > 0;
  }

  /** Whether the credential was good from that address lately. */
  boolean isKnown(String address, ByteBuffer credential) {
    return known.getIfPresent(new Known(address, credential)) != null;
  }

  /** Notes a good credential. */
  void succeeded(String address, ByteBuffer credential) {
    Known good = new Known(address, credential);
    if (known.getIfPresent(good) == null) {
      known.put(good, Boolean.TRUE);
    }
  }

  /**
   * Notes a bad credential.
   *
   * @param kind {@code key} or {@code token}
   */
  void failed(String address, ByteBuffer credential, String kind) {
    long now = clock.millis();
    forgivenAt
        .asMap()
        .merge(
            address,
            now + limit.intervalMillis(),
            (before, first) ->
                Math.min(
                    Math.max(before, now) + limit.intervalMillis(),
                    now + limit.window().toMillis()));
    known.invalidate(new Known(address, credential));
    Counter.builder(IngestMetric.AUTH_FAILURES.id())
        .description(IngestMetric.AUTH_FAILURES.meaning())
        .tag("credential", kind)
        .register(registry)
        .increment();
  }

  /** The answer to an address that has used up its failures. */
  Problem refusal(String address) {
    throttled.increment();
    String seconds = Long.toString(Math.max(1, (waitMillis(address) + 999) / 1_000));
    return new Problem(
        429,
        "too-many-auth-failures",
        "too many bad credentials came from this address",
        List.of(),
        Map.of(
            "Retry-After",
            seconds,
            "RateLimit-Limit",
            Integer.toString(limit.failures()),
            "RateLimit-Remaining",
            "0",
            "RateLimit-Reset",
            seconds));
  }

  private long waitMillis(String address) {
    Long forgiven = forgivenAt.getIfPresent(address);
    if (forgiven == null) {
      return 0;
    }
    long tolerance = limit.intervalMillis() * (limit.failures() - 1);
    return forgiven - tolerance - clock.millis();
  }
}
