package io.millrace.streams.stockalert;

import static io.millrace.schemas.projection.v1.StockAlertState.STOCK_ALERT_STATE_LOW;
import static io.millrace.schemas.projection.v1.StockAlertState.STOCK_ALERT_STATE_OK;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LowStockTest {

  @Test
  void next_isLow_atTheThresholdAndBelow() {
    assertThat(LowStock.next(STOCK_ALERT_STATE_OK, 5_001, 5_000L)).isEqualTo(STOCK_ALERT_STATE_OK);
    assertThat(LowStock.next(STOCK_ALERT_STATE_OK, 5_000, 5_000L)).isEqualTo(STOCK_ALERT_STATE_LOW);
    assertThat(LowStock.next(STOCK_ALERT_STATE_OK, 0, 0L)).isEqualTo(STOCK_ALERT_STATE_LOW);
    assertThat(LowStock.next(STOCK_ALERT_STATE_OK, Long.MIN_VALUE, 0L))
        .isEqualTo(STOCK_ALERT_STATE_LOW);
  }

  @Test
  void next_isOkAgain_aboveOneUnitAndATenthMore() {
    assertThat(LowStock.next(STOCK_ALERT_STATE_LOW, 6_000, 5_000L))
        .isEqualTo(STOCK_ALERT_STATE_LOW);
    assertThat(LowStock.next(STOCK_ALERT_STATE_LOW, 6_001, 5_000L)).isEqualTo(STOCK_ALERT_STATE_OK);
    assertThat(LowStock.next(STOCK_ALERT_STATE_LOW, 110_000, 100_000L))
        .isEqualTo(STOCK_ALERT_STATE_LOW);
    assertThat(LowStock.next(STOCK_ALERT_STATE_LOW, 110_001, 100_000L))
        .isEqualTo(STOCK_ALERT_STATE_OK);
  }

  @Test
  void next_takesAnyThreshold() {
    assertThat(LowStock.next(STOCK_ALERT_STATE_LOW, Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(STOCK_ALERT_STATE_LOW);
    assertThat(LowStock.next(STOCK_ALERT_STATE_OK, 0, Long.MIN_VALUE))
        .isEqualTo(STOCK_ALERT_STATE_OK);
  }

  @Test
  void next_isOk_withoutAThreshold() {
    assertThat(LowStock.next(STOCK_ALERT_STATE_LOW, -5, null)).isEqualTo(STOCK_ALERT_STATE_OK);
  }
}
