package io.millrace.loadtest.run;

/** How a run went, for those who judge it. */
public record Outcome(Figures figures, LoadSettings settings) {

  /** Accepted requests of a name in a second of the measured time. */
  public double perSecond(String request) {
    return figures.perSecond(figures.request(request));
  }

  /** Milliseconds within which this share of the accepted requests of a name was answered. */
  public int percentile(String request, double percent) {
    return figures.request(request).percentile(percent);
  }

  public long accepted(String request) {
    return figures.request(request).accepted();
  }

  /** Requests of a name that a rate limit refused. */
  public long limited(String request) {
    return figures.request(request).limitedCount();
  }

  public long errors() {
    return figures.all().errors();
  }

  /** The errors' share of all answers, 0 to 1. */
  public double errorRate() {
    return figures.all().errorRate();
  }
}
