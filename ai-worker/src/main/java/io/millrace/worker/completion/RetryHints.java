package io.millrace.worker.completion;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** When a provider that refused a call wants to be asked again. Each says it in another way. */
final class RetryHints {

  private static final String RESET = "x-ratelimit-reset";
  private static final String REMAINING = "x-ratelimit-remaining";
  private static final String RETRY_INFO = "google.rpc.RetryInfo";

  /** As HTTP and as ISO 8601 have it. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendOptional(DateTimeFormatter.RFC_1123_DATE_TIME)
          .appendOptional(DateTimeFormatter.ISO_OFFSET_DATE_TIME)
          .toFormatter(Locale.ROOT);

  /** As in {@code 6m0s}, {@code 1h2m3.5s}, {@code 120ms}. */
  private static final Pattern SPAN = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|[dhms]))+");

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|[dhms])");

  /** A number from there on is no span but a time, in seconds or milliseconds since 1970. */
  private static final double EPOCH_SECONDS = 1e9;

  private static final double EPOCH_MILLIS = 1e12;
  private static final double LONGEST_MILLIS = Duration.ofDays(365).toMillis();

  private final Clock clock;

  RetryHints(Clock clock) {
    this.clock = clock;
  }

  /**
   * How long to wait; null where nothing says so. What is zero, negative or unreadable says
   * nothing.
   *
   * @param error the {@code error} of the body
   */
  @Nullable Duration read(HttpHeaders headers, JsonNode error) {
    return Stream.<Stream<Optional<Duration>>>of(
            all(headers, "retry-after-ms").map(text -> millis(text, 1)),
            all(headers, HttpHeaders.RETRY_AFTER).map(this::secondsOrDate),
            Stream.of(exhausted(headers)),
            error.path("details").valueStream().map(RetryHints::retryInfo))
        .flatMap(hints -> hints)
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  /** The latest reset among the limits of which nothing remains. */
  private Optional<Duration> exhausted(HttpHeaders headers) {
    return headers.headerNames().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> name.startsWith(RESET))
        .filter(name -> "0".equals(headers.getFirst(REMAINING + name.substring(RESET.length()))))
        .map(name -> reset(Objects.requireNonNullElse(headers.getFirst(name), "")))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  private Optional<Duration> reset(String text) {
    return SPAN.matcher(text).matches() ? span(text) : secondsOrDate(text);
  }

  private static Optional<Duration> retryInfo(JsonNode detail) {
    String delay = detail.path("retryDelay").asString("");
    return detail.path("@type").asString("").endsWith(RETRY_INFO) && SPAN.matcher(delay).matches()
        ? span(delay)
        : Optional.empty();
  }

  private static Optional<Duration> span(String text) {
    double millis = 0;
    for (MatchResult part : PART.matcher(text).results().toList()) {
      double unit =
          switch (part.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
          };
      millis += Double.parseDouble(part.group(1)) * unit;
    }
    return positive(millis);
  }

  private Optional<Duration> secondsOrDate(String text) {
    Optional<Double> number = number(text);
    if (number.isEmpty()) {
      return date(text);
    }
    double value = number.get();
    if (value < EPOCH_SECONDS) {
      return positive(value * 1_000);
    }
    return positive((value < EPOCH_MILLIS ? value * 1_000 : value) - clock.millis());
  }

  private Optional<Duration> date(String text) {
    try {
      Instant at = Instant.from(DATE.parse(text));
      return positive((double) at.toEpochMilli() - clock.millis());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> millis(String text, double unit) {
    return number(text).flatMap(value -> positive(value * unit));
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> positive(double millis) {
    return millis > 0
        ? Optional.of(Duration.ofMillis((long) Math.ceil(Math.min(millis, LONGEST_MILLIS))))
        : Optional.empty();
  }

  private static Stream<String> all(HttpHeaders headers, String name) {
    return headers.getOrEmpty(name).stream().map(String::strip);
  }
}
