package io.millrace.projection.stock;

import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.sink.Projection;

/** Opens what is package-private to the tests of other packages. */
public final class StockSinkFixture {

  private StockSinkFixture() {}

  public static Projection<?> movements() {
    return new StockMovementSink();
  }

  public static Projection<?> levels(LivePublisher live) {
    return new StockLevelSink(live);
  }
}
