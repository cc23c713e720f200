package io.millrace.loadtest.compare.generator;

import java.time.Duration;

/**
 * How requests arrive.
 *
 * @param connections connections at once
 * @param rate requests a second that arrive whether or not earlier ones were answered (open loop);
 *     0: each connection sends when its last request is answered (closed loop)
 */
public record Load(int connections, int rate) {

  public Load {
    if (connections < 1 || rate < 0) {
      throw new IllegalArgumentException("load: " + connections + " connections, rate " + rate);
    }
  }

  public static Load closed(int connections) {
    return new Load(connections, 0);
  }

  public static Load open(int rate) {
    return new Load(64, rate);
  }

  public boolean isOpen() {
    return rate > 0;
  }

  /** How many requests an open loop makes in that time. */
  long requests(Duration duration) {
    return Math.round(rate * duration.toNanos() / 1e9);
  }

  @Override
  public String toString() {
    return isOpen() ? "open loop, " + rate + "/s" : "closed loop, " + connections + " connections";
  }
}
