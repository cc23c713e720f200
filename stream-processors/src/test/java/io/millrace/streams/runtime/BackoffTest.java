package io.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(1));

  @Test
  void next_doublesUpToTheLongest() {
    assertThat(backoff.next()).hasMillis(500);
    assertThat(backoff.next()).hasMillis(1_000);
    assertThat(backoff.next()).hasMillis(1_000);
  }

  @Test
  void reset_startsAgain() {
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).hasMillis(500);
  }
}
