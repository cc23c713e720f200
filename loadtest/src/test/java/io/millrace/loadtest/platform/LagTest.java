package io.millrace.loadtest.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagTest {

  @Test
  void largest_isThatOfTheMetric() {
    String metrics =
        """
        # TYPE projection_lag gauge
        projection_lag{projection="chat"} 0.0
        projection_lag{projection="receipts"} 1.2E3
        projection_lag_other{projection="x"} 9000
        """;
    assertThat(Lag.largest(metrics, "projection_lag")).isEqualTo(1_200);
    assertThat(Lag.largest("", "projection_lag")).isZero();
  }
}
