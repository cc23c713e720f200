package io.millrace.loadtest.shop;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;
import java.util.Arrays;

/** How busy a shop is in each hour of a day. */
final class DayCurve {

  private static final int HOURS = 24;

  private final double[] weights;

  private DayCurve(double... weights) {
    double mean = Arrays.stream(weights).sum() / weights.length;
    this.weights = Arrays.stream(weights).map(weight -> weight / mean).toArray();
  }

  /** Customers: a few by night, a peak at noon and a higher one in the evening. */
  static DayCurve customers() {
    return new DayCurve(
        0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 0.7, 1.1, 1.4, 1.5, 1.6, 1.9, 1.8, 1.4, 1.3, 1.5,
        2.0, 2.4, 2.1, 1.4, 0.8, 0.3, 0.15);
  }

  /** Staff: shifts open at seven and two o'clock, and close at two and ten. */
  static DayCurve shifts() {
    double[] weights = new double[HOURS];
    weights[7] = 1;
    weights[14] = 2;
    weights[22] = 1;
    return new DayCurve(weights);
  }

  /** How many times the mean an hour has. */
  double weight(int hour) {
    return weights[hour];
  }

  /** Arrivals at the mean for a while, then a whole day in that time. */
  OpenInjectionStep[] arrivals(double mean, Duration warmUp, Duration day) {
    OpenInjectionStep[] steps = new OpenInjectionStep[HOURS + 1];
    steps[0] = constantUsersPerSec(mean).during(warmUp);
    for (int hour = 0; hour < HOURS; hour++) {
      steps[hour + 1] = constantUsersPerSec(mean * weights[hour]).during(day.dividedBy(HOURS));
    }
    return steps;
  }
}
