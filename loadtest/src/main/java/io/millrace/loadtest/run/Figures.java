package io.millrace.loadtest.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;

/**
 * How a run goes, by the name of the request. Requests sent before the warm-up has ended are not in
 * the figures, but an error then is an error. Safe for use by many threads. Gatling makes the
 * scenario itself, so the run's figures are found at {@link #current}.
 */
public final class Figures {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final Figures CURRENT = new Figures(System::nanoTime);

  private final Map<String, RequestFigures> requests = new ConcurrentSkipListMap<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final LongSupplier nanoClock;
  private final LongAccumulator lastAnswer = new LongAccumulator(Math::max, Long.MIN_VALUE);
  private volatile long measuredFrom;

  Figures(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The figures of this process's run. */
  public static Figures current() {
    return CURRENT;
  }

  /** The load begins now; answers are measured once the warm-up is over. */
  public void begin(Duration warmUp) {
    measuredFrom = nanoClock.getAsLong() + warmUp.toNanos();
    begun.countDown();
  }

  /** Waits for the load to begin; false when it did not in time. */
  public boolean awaitBegin(Duration limit) throws InterruptedException {
    return begun.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A right answer that did what was asked, with its response time. */
  public void accepted(String request, int millis) {
    if (measured(millis)) {
      of(request).accepted(millis);
    }
  }

  /** A refusal by a rate limit, with its Retry-After: right, but not in the percentiles. */
  public void limited(String request) {
    if (measured(0)) {
      of(request).limited();
    }
  }

  /**
   * A wrong answer or none.
   *
   * @param reason what was wrong, in a few words: reasons are counted
   */
  public void failed(String request, String reason) {
    of(request).failed(reason);
  }

  /** By when it was sent: a backlog of the warm-up is not what the measured time was like. */
  private boolean measured(int millis) {
    long sinceMeasured = nanoClock.getAsLong() - measuredFrom;
    if (begun.getCount() > 0 || sinceMeasured < TimeUnit.MILLISECONDS.toNanos(millis)) {
      return false;
    }
    lastAnswer.accumulate(sinceMeasured);
    return true;
  }

  /** Accepted requests in a second, from the end of the warm-up to the last answer. */
  double perSecond(RequestFigures figures) {
    return figures.accepted() * NANOS_PER_SECOND / Math.max(1, lastAnswer.get());
  }

  private RequestFigures of(String request) {
    return requests.computeIfAbsent(request, any -> new RequestFigures());
  }

  /** Of all requests of a name; of none when there was none. */
  RequestFigures request(String name) {
    return requests.getOrDefault(name, new RequestFigures());
  }

  /** Of all requests together. */
  RequestFigures all() {
    RequestFigures all = new RequestFigures();
    requests.values().forEach(all::add);
    return all;
  }

  /** Whether something was accepted and nothing went wrong. */
  public boolean clean() {
    RequestFigures all = all();
    return all.accepted() > 0 && all.errors() == 0;
  }

  /** A line for each request, and one for all where there are several. */
  public List<String> text() {
    List<String> lines = new ArrayList<>();
    requests.forEach((name, figures) -> lines.add(line(name, figures)));
    if (requests.size() != 1) {
      lines.add(line("all", all()));
    }
    return lines;
  }

  private String line(String name, RequestFigures figures) {
    String errors = figures.errors() == 0 ? "" : ": " + figures.reasons();
    return String.format(
        Locale.ROOT,
        "%-18s accepted %d (%.0f/s)  p50 %d  p95 %d  p99 %d  p99.9 %d ms  "
            + "%serrors %d (%.2f %%)%s",
        name,
        figures.accepted(),
        perSecond(figures),
        figures.percentile(50),
        figures.percentile(95),
        figures.percentile(99),
        figures.percentile(99.9),
        figures.limitedCount() == 0 ? "" : "limited " + figures.limitedCount() + "  ",
        figures.errors(),
        100 * figures.errorRate(),
        errors);
  }

  /** The figures of all requests, and below {@code requests} those of each. */
  public String json() {
    StringBuilder json = new StringBuilder("{").append(fields(all())).append(",\"requests\":{");
    String separator = "";
    for (Map.Entry<String, RequestFigures> entry : requests.entrySet()) {
      json.append(separator)
          .append('"')
          .append(entry.getKey())
          .append("\":{")
          .append(fields(entry.getValue()))
          .append('}');
      separator = ",";
    }
    return json.append("}}").toString();
  }

  private String fields(RequestFigures figures) {
    return String.format(
        Locale.ROOT,
        "\"accepted\":%d,\"perSecond\":%.1f,\"p50Ms\":%d,\"p95Ms\":%d,\"p99Ms\":%d,\"p999Ms\":%d,"
            + "\"limited\":%d,\"errors\":%d",
        figures.accepted(),
        perSecond(figures),
        figures.percentile(50),
        figures.percentile(95),
        figures.percentile(99),
        figures.percentile(99.9),
        figures.limitedCount(),
        figures.errors());
  }
}
