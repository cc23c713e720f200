package io.millrace.projection.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeepTest {

  private static final Instant NOW = Instant.parse("2026-03-29T12:00:00Z");

  @Test
  void of_readsATimeOrUnlimited() {
    assertThat(Keep.of(" 30d").cutoff(NOW)).contains(Instant.parse("2026-02-27T12:00:00Z"));
    assertThat(Keep.of("unlimited").cutoff(NOW)).isEmpty();
  }

  @Test
  void of_refusesWhatWouldDropWhatJustCame() {
    assertThatThrownBy(() -> Keep.of("1h")).hasMessageContaining("at least 1d");
    assertThatThrownBy(() -> Keep.of("0")).hasMessageContaining("at least 1d");
    assertThatThrownBy(() -> Keep.of("always")).isInstanceOf(IllegalArgumentException.class);
  }
}
