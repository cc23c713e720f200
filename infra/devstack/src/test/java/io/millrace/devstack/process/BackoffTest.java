package io.millrace.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Backoff backoff = new Backoff();

  @Test
  void after_isNothingTheFirstTime() {
    assertThat(backoff.after(SHORT)).isZero();
    assertThat(backoff.isRepeated()).isFalse();
  }

  @Test
  void after_doublesUpToABoundWhileLivesAreShort() {
    backoff.after(SHORT);
    assertThat(backoff.after(SHORT)).hasSeconds(1);
    assertThat(backoff.after(SHORT)).hasSeconds(2);
    assertThat(backoff.isRepeated()).isTrue();
    for (int i = 0; i < 100; i++) {
      backoff.after(SHORT);
    }
    assertThat(backoff.after(SHORT)).hasSeconds(30);
  }

  @Test
  void after_forgetsAfterALongLife() {
    backoff.after(SHORT);
    backoff.after(SHORT);
    assertThat(backoff.after(LONG)).isZero();
    assertThat(backoff.isRepeated()).isFalse();
  }
}
