package io.millrace.ingest.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateTest {

  @Test
  void parse_takesEveryUnit() {
    assertThat(Rate.parse("30/1m")).isEqualTo(new Rate(30, 2_000_000, 1));
    assertThat(Rate.parse("100000/1s")).isEqualTo(new Rate(100_000, 10, 1));
    assertThat(Rate.parse("60000/1s")).isEqualTo(new Rate(60_000, 50, 3));
    assertThat(Rate.parse("7/250ms")).isEqualTo(new Rate(7, 250_000, 7));
    assertThat(Rate.parse("24/1d")).isEqualTo(new Rate(24, 3_600_000_000L, 1));
    assertThat(Rate.parse("off")).isNull();
  }

  @Test
  void parse_refusesWhatIsNoRate() {
    for (String text :
        List.of("", "30", "0/1m", "-1/1m", "30/0m", "30/m", "30/1w", "1.5/1s", "OFF")) {
      assertThatThrownBy(() -> Rate.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("30/1m");
    }
    assertThatThrownBy(() -> Rate.parse("9999999967/9999d")).hasMessageContaining("exactly");
  }

  @Test
  void rates_namesWhatIsWrong() {
    assertThat(Plans.wrong(Map.of("chat", "300/1m", "source", "off"))).isNull();
    assertThat(Plans.wrong(Map.of("chat", "lots"))).startsWith("chat: lots");
    assertThat(Plans.wrong(Map.of("chatter", "1/1s"))).startsWith("chatter: no such limit");
  }
}
