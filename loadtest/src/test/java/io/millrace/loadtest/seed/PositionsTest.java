package io.millrace.loadtest.seed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionsTest {

  private final Positions positions = new Positions();

  @Test
  void readAfter_namesTheLastOfEachPartition() {
    positions.addAllOf("{\"id\":\"a\",\"position\":\"sales.receipts.v1-3@1042\"}");
    positions.addAllOf(
        "{\"results\":[{\"position\":\"sales.receipts.v1-3@7\"},"
            + "{\"position\":\"sales.receipts.v1-0@12\"}]}");
    assertThat(positions.readAfter()).isEqualTo("sales.receipts.v1-0@12, sales.receipts.v1-3@1042");
  }

  @Test
  void isEmpty_untilAPositionIsNamed() {
    positions.addAllOf("{\"sourceKey\":\"x\"}");
    assertThat(positions.isEmpty()).isTrue();
  }
}
