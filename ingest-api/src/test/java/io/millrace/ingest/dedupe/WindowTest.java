package io.millrace.ingest.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowTest {

  @Test
  void storedMillis_shrinksSoThatTheIdsFit() {
    Window window = new Window(new DedupeSettings(Duration.ofMinutes(10), 1_000_000));
    assertThat(window.storedMillis()).isEqualTo(600_000);

    window.count(50_000);
    window.tick();
    assertThat(window.storedMillis()).as("50,000/s x 20 s").isEqualTo(20_000);
    assertThat(window.claimMillis()).isEqualTo(10_000);

    for (int second = 0; second < 100; second++) {
      window.count(10);
      window.tick();
    }
    assertThat(window.storedMillis()).as("back").isEqualTo(600_000);
  }

  @Test
  void storedMillis_isTheWindowAtLowRates() {
    Window window = new Window(new DedupeSettings(Duration.ofSeconds(5), 1_000_000));
    window.tick();

    assertThat(window.storedMillis()).isEqualTo(5_000);
    assertThat(window.claimMillis()).isEqualTo(5_000);
    assertThat(new Window(new DedupeSettings(Duration.ofSeconds(5), 0)).open()).isFalse();
  }
}
