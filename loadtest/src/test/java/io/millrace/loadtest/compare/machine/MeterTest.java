package io.millrace.loadtest.compare.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeterTest {

  @Test
  void busy_leavesOutIdleAndWaiting() {
    assertThat(Meter.busy("cpu  100 1 20 9999 8888 0 3 4 500 600"))
        .isEqualTo(Duration.ofMillis(10 * (100 + 1 + 20 + 3 + 4)));
  }
}
