package io.millrace.loadtest.compare.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.loadtest.platform.PlatformException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrkTest {

  @Test
  void parse_readsTheLineOfTheScript() {
    Outcome outcome =
        Wrk.parse(
            """
            Running 4s test @ http://127.0.0.1:1
              1 threads and 64 connections
            RESULT {"answered":1000,"micros":2000000,"p50":1500,"p95":2000,"p99":3000,"p999":4000,"max":5000,"refused":10,"broken":3}
            """);
    assertThat(outcome)
        .isEqualTo(new Outcome(1_000, 10, 3, 2, new Latency(1.5, 2, 3, 4, 5), Duration.ZERO));
    assertThat(outcome.rate()).isEqualTo(495);
    assertThat(outcome.errors()).isEqualTo(13);
  }

  @Test
  void parse_tellsWhatWrkSaid_whenThereIsNoResult() {
    assertThatThrownBy(() -> Wrk.parse("unable to connect to 127.0.0.1"))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("unable to connect");
    assertThatThrownBy(() -> Wrk.parse("RESULT {")).isInstanceOf(PlatformException.class);
  }
}
