package io.millrace.streams.stockalert;

import io.millrace.schemas.projection.v1.StockAlertState;
import org.jspecify.annotations.Nullable;

/**
 * When stock is low. Between the threshold and the level that re-arms it lies a band in which
 * nothing changes, so a level that wavers around the threshold is one crossing.
 */
final class LowStock {

  private static final long ONE_UNIT = 1_000;
  private static final long TENTH = 10;

  private LowStock() {}

  /**
   * The state that follows.
   *
   * @param threshold in thousandths; null where the product has none, and then nothing is low
   */
  static StockAlertState next(StockAlertState before, long level, @Nullable Long threshold) {
    if (threshold == null) {
      return StockAlertState.STOCK_ALERT_STATE_OK;
    }
    long lowUpTo =
        before == StockAlertState.STOCK_ALERT_STATE_LOW ? highestLow(threshold) : threshold;
    return level <= lowUpTo
        ? StockAlertState.STOCK_ALERT_STATE_LOW
        : StockAlertState.STOCK_ALERT_STATE_OK;
  }

  private static long highestLow(long threshold) {
    long band = Math.max(ONE_UNIT, threshold / TENTH);
    return threshold > Long.MAX_VALUE - band ? Long.MAX_VALUE : threshold + band;
  }
}
