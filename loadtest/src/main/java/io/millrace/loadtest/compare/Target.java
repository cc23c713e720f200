package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.generator.Latency;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** One promise of a line of the targets, held against what was measured. */
sealed interface Target {

  /** The line it belongs to: {@code P1}. */
  String line();

  /** What is promised: {@code >= 5 x Express}. */
  String promise();

  /** The median over the rounds; empty where it was not measured. */
  Optional<Double> measured(Samples samples);

  boolean isMet(double measured);

  /** At least so many times the rate of another system in the same round. */
  record Times(String line, Contender other, double factor) implements Target {

    @Override
    public String promise() {
      return String.format(Locale.ROOT, ">= %s x %s", number(factor), other);
    }

    @Override
    public Optional<Double> measured(Samples samples) {
      return samples.ratio(Contender.MILLRACE, other, Sample::rate).map(Spread::median);
    }

    @Override
    public boolean isMet(double measured) {
      return measured >= factor;
    }
  }

  /** At least that rate. */
  record Rate(String line, double perSecond) implements Target {

    @Override
    public String promise() {
      return String.format(Locale.ROOT, ">= %s req/s", number(perSecond));
    }

    @Override
    public Optional<Double> measured(Samples samples) {
      return samples.spread(Contender.MILLRACE, Sample::rate).map(Spread::median);
    }

    @Override
    public boolean isMet(double measured) {
      return measured >= perSecond;
    }
  }

  /**
   * Below so many milliseconds.
   *
   * @param what {@code answer}, or what was read back
   */
  record Below(String line, String what, Percentile percentile, double millis) implements Target {

    @Override
    public String promise() {
      return String.format(Locale.ROOT, "%s %s < %s ms", what, percentile, number(millis));
    }

    @Override
    public Optional<Double> measured(Samples samples) {
      return samples
          .spread(Contender.MILLRACE, sample -> percentile.of(sample.latency(what)))
          .map(Spread::median);
    }

    @Override
    public boolean isMet(double measured) {
      return measured < millis;
    }
  }

  /** Percentiles that promises are made of. */
  enum Percentile {
    P50("p50", Latency::p50),
    P95("p95", Latency::p95),
    P99("p99", Latency::p99),
    P999("p99.9", Latency::p999);

    private final String title;
    private final ToDoubleFunction<Latency> value;

    Percentile(String title, ToDoubleFunction<Latency> value) {
      this.title = title;
      this.value = value;
    }

    double of(Latency latency) {
      return value.applyAsDouble(latency);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
  }
}
