package io.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventBenchmarksTest {

  private final EventHeadersBenchmark headers = new EventHeadersBenchmark();
  private final KeysBenchmark keys = new KeysBenchmark();

  @Test
  void headers_areThoseOfTheSamples() {
    assertThat(EventHeaders.get(headers.describe(), EventHeaders.ID)).isEqualTo("receipt-0");
    assertThat(EventHeaders.get(headers.describe(), EventHeaders.TIME))
        .isEqualTo("2026-11-20T12:00:00.001Z");
    assertThat(headers.identity())
        .isEqualTo("receipt/%2Ftenants%2Fdemo%2Fstores%2Fstore-2/receipt-2");
  }

  @Test
  void keys_areThoseOfTheSamples() {
    assertThat(keys.fact()).isEqualTo("demo/north%2F0");
    assertThat(keys.row()).isEqualTo("demo/store-1/GBP/p-1234/2026-11-20T12:15:00Z");
    assertThat(keys.split())
        .containsExactly("demo", "store-2", "GBP", "p-2", "2026-11-20T12:15:00Z");
    assertThat(keys.partition()).isEqualTo(Keys.partition("demo/store-3", 2, 12)).isBetween(0, 11);
  }
}
