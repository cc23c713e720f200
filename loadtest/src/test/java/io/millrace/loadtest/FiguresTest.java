package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private final Figures figures = new Figures();

  @Test
  void percentile_isTheTimeOfThatShare() {
    IntStream.rangeClosed(1, 200).forEach(figures::accepted);
    assertThat(figures.percentile(50)).isEqualTo(100);
    assertThat(figures.percentile(95)).isEqualTo(190);
    assertThat(figures.percentile(99)).isEqualTo(198);
    assertThat(figures.percentile(100)).isEqualTo(200);
    assertThat(figures.clean()).isTrue();
  }

  @Test
  void text_tellsAcceptedAndErrors() {
    figures.accepted(3);
    figures.accepted(100_000);
    figures.accepted(3);
    figures.failed();
    assertThat(figures.text(Duration.ofSeconds(2)))
        .isEqualTo("accepted 3 (2/s)  p50 3 ms  p95 60000 ms  p99 60000 ms  errors 1 (25.00 %)");
    assertThat(figures.json(Duration.ofSeconds(2)))
        .isEqualTo(
            "{\"accepted\":3,\"perSecond\":1.5,\"p50Ms\":3,\"p95Ms\":60000,\"p99Ms\":60000,"
                + "\"errors\":1}");
    assertThat(figures.clean()).isFalse();
  }

  @Test
  void text_holds_whenNothingWasAccepted() {
    assertThat(figures.text(Duration.ofSeconds(1)))
        .isEqualTo("accepted 0 (0/s)  p50 0 ms  p95 0 ms  p99 0 ms  errors 0 (0.00 %)");
    assertThat(figures.clean()).isFalse();
  }
}
