package io.millrace.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final String SALE = "sale";

  private final AtomicLong nanos = new AtomicLong();
  private final Figures figures = new Figures(nanos::get);

  @Test
  void percentile_isTheTimeOfThatShare() {
    begin();
    IntStream.rangeClosed(1, 2_000).forEach(millis -> figures.accepted(SALE, millis));
    RequestFigures sale = figures.request(SALE);
    assertThat(sale.percentile(50)).isEqualTo(1_000);
    assertThat(sale.percentile(95)).isEqualTo(1_900);
    assertThat(sale.percentile(99)).isEqualTo(1_980);
    assertThat(sale.percentile(99.9)).isEqualTo(1_998);
    assertThat(sale.percentile(100)).isEqualTo(2_000);
    assertThat(figures.clean()).isTrue();
  }

  @Test
  void percentile_leavesErrorsAndRefusalsOut() {
    begin();
    figures.accepted(SALE, 7);
    IntStream.range(0, 100).forEach(i -> figures.limited(SALE));
    assertThat(figures.clean()).isTrue();
    IntStream.range(0, 100).forEach(i -> figures.failed(SALE, "status 503"));
    assertThat(figures.request(SALE).percentile(1)).isEqualTo(7);
    assertThat(figures.request(SALE).percentile(99.9)).isEqualTo(7);
    assertThat(figures.clean()).isFalse();
  }

  @Test
  void accepted_isNotMeasured_beforeTheWarmUpHasEnded() {
    figures.accepted(SALE, 900);
    figures.begin(Duration.ofSeconds(5));
    figures.accepted(SALE, 900);
    figures.limited(SALE);
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    figures.accepted(SALE, 3);
    assertThat(figures.all().accepted()).isEqualTo(1);
    assertThat(figures.all().limitedCount()).isZero();
    assertThat(figures.all().percentile(100)).isEqualTo(3);
  }

  @Test
  void accepted_isNotMeasured_whenItWasSentDuringTheWarmUp() {
    figures.begin(Duration.ofSeconds(5));
    nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    figures.accepted(SALE, 1_001);
    figures.accepted(SALE, 1_000);
    assertThat(figures.all().accepted()).isEqualTo(1);
    assertThat(figures.all().percentile(100)).isEqualTo(1_000);
  }

  @Test
  void failed_counts_duringTheWarmUpToo() {
    figures.begin(Duration.ofSeconds(5));
    figures.failed(SALE, "no answer");
    assertThat(figures.all().errors()).isEqualTo(1);
  }

  @Test
  void text_tellsAcceptedAndErrors() {
    figures.begin(Duration.ZERO);
    nanos.addAndGet(Duration.ofSeconds(150).toNanos());
    figures.accepted(SALE, 3);
    figures.accepted(SALE, 100_000);
    figures.accepted(SALE, 3);
    figures.failed(SALE, "no answer");
    assertThat(figures.text())
        .containsExactly(
            "sale               accepted 3 (0/s)  p50 3  p95 60000  p99 60000  p99.9 60000 ms  "
                + "errors 1 (25.00 %): 1 x no answer");
    assertThat(figures.json())
        .isEqualTo(
            "{\"accepted\":3,\"perSecond\":0.0,\"p50Ms\":3,\"p95Ms\":60000,\"p99Ms\":60000,"
                + "\"p999Ms\":60000,\"limited\":0,\"errors\":1,\"requests\":{\"sale\":"
                + "{\"accepted\":3,\"perSecond\":0.0,\"p50Ms\":3,\"p95Ms\":60000,\"p99Ms\":60000,"
                + "\"p999Ms\":60000,\"limited\":0,\"errors\":1}}}");
  }

  @Test
  void text_addsAllUp_whenThereAreSeveralRequests() {
    figures.begin(Duration.ZERO);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    figures.accepted(SALE, 1);
    figures.accepted("look-up", 9);
    figures.limited("look-up");
    assertThat(figures.text())
        .containsExactly(
            "look-up            accepted 1 (1/s)  p50 9  p95 9  p99 9  p99.9 9 ms  limited 1  "
                + "errors 0 (0.00 %)",
            "sale               accepted 1 (1/s)  p50 1  p95 1  p99 1  p99.9 1 ms  "
                + "errors 0 (0.00 %)",
            "all                accepted 2 (2/s)  p50 1  p95 9  p99 9  p99.9 9 ms  limited 1  "
                + "errors 0 (0.00 %)");
  }

  @Test
  void text_holds_whenNothingWasAccepted() {
    assertThat(figures.text())
        .containsExactly(
            "all                accepted 0 (0/s)  p50 0  p95 0  p99 0  p99.9 0 ms  "
                + "errors 0 (0.00 %)");
    assertThat(figures.clean()).isFalse();
  }

  /** Long enough ago for any answer to have been asked for since. */
  private void begin() {
    figures.begin(Duration.ZERO);
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
  }
}
