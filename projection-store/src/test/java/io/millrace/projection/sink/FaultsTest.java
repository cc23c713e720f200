package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

  @ParameterizedTest
  @ValueSource(strings = {"22021", "22P05", "23502", "23514", "21000", "54000"})
  void isOfData_whereTheSameRecordsWouldFailAgain(String state) {
    assertThat(Faults.isOfData(new R2dbcDataIntegrityViolationException("no", state))).isTrue();
    assertThat(Faults.isOfData(new IllegalArgumentException("cannot encode"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01", "57P01", "57014", "53300", "08006", "25006", "42P01"})
  void isNotOfData_whereItMayPass(String state) {
    assertThat(Faults.isOfData(new R2dbcRollbackException("no", state))).isFalse();
    assertThat(Faults.isOfData(new R2dbcBadGrammarException("no", state))).isFalse();
  }

  @Test
  void isNotOfData_withoutAState() {
    assertThat(Faults.isOfData(new R2dbcNonTransientResourceException("closed"))).isFalse();
    assertThat(Faults.isOfData(new IllegalStateException(new TimeoutException()))).isFalse();
  }

  @Test
  void reason_isOneLineWithTheRoot() {
    assertThat(Faults.reason(new IllegalStateException("a\n b", new TimeoutException("late"))))
        .isEqualTo("a b: late");
    assertThat(Faults.reason(new IllegalStateException("x".repeat(900)))).hasSize(500);
  }

  @Test
  void delay_doublesUpToTheLongest() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

    assertThat(backoff.delay(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(backoff.delay(3)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(backoff.delay(1_000)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }
}
