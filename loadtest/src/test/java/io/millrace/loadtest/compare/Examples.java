package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.generator.Latency;
import io.millrace.loadtest.compare.generator.Outcome;
import io.millrace.loadtest.compare.machine.PartUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class Examples {

  private Examples() {}

  static Sample sample(int round, Contender contender, double rate) {
    Latency latency = new Latency(1, 2, 3, 4, 5);
    return new Sample(
        round,
        contender,
        new Outcome((long) rate + 1, 1, 0, 1, latency, Duration.ofMillis(200)),
        rate,
        7,
        0,
        0,
        Map.of(),
        List.of(new PartUse("kafka", 0.25, 300), new PartUse("others", 0.5, 0)));
  }
}
