package io.millrace.loadtest.compare.generator;

import java.util.Locale;

/** Times of answers at percentiles, in milliseconds. */
public record Latency(double p50, double p95, double p99, double p999, double max) {

  public static final Latency NONE = new Latency(0, 0, 0, 0, 0);

  static Latency ofMicros(double p50, double p95, double p99, double p999, double max) {
    return new Latency(p50 / 1e3, p95 / 1e3, p99 / 1e3, p999 / 1e3, max / 1e3);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "p50 %.2f p95 %.2f p99 %.2f p99.9 %.2f ms", p50, p95, p99, p999);
  }
}
