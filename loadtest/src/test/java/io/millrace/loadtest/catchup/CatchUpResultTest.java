package io.millrace.loadtest.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.ledger.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatchUpResultTest {

  private final Map<View, Duration> level = new EnumMap<>(View.class);

  CatchUpResultTest() {
    for (View view : View.values()) {
      if (view.kind() == Kind.RECEIPT) {
        level.put(view, Duration.ofSeconds(30));
      }
    }
  }

  @Test
  void meetsTarget_countsToTheLastView() {
    level.put(View.SHIFTS, Duration.ofSeconds(40));
    assertThat(result(true).meetsTarget()).isTrue();
    assertThat(result(true).text())
        .contains("shifts             level after   40.0 s     25,000 lines/s")
        .contains("stream-processors       150 us")
        .endsWith("P8  25,000 lines/s end to end from a cold start, target 25,000: met");

    level.put(View.SHIFTS, Duration.ofSeconds(41));
    assertThat(result(true).meetsTarget()).isFalse();
    assertThat(result(true).passed()).isTrue();
  }

  @Test
  void passed_needsEveryViewAndExactSums() {
    assertThat(result(false).passed()).isFalse();
    assertThat(result(false).text()).contains("WRONG");

    level.remove(View.STOCK_LEVELS);
    assertThat(result(true).passed()).isFalse();
    assertThat(result(true).text()).contains("stock-levels       not level in time");
  }

  private CatchUpResult result(boolean exact) {
    return new CatchUpResult(
        200_000,
        1_000_000,
        Duration.ofSeconds(10),
        Map.of("stream-processors", Duration.ofSeconds(8)),
        level,
        Map.of("stream-processors", Duration.ofSeconds(30)),
        exact);
  }
}
