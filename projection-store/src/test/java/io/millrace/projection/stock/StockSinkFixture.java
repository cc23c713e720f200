package io.millrace.projection.stock;

import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.partition.Keep;
import io.millrace.projection.partition.PartitionFixture;
import io.millrace.projection.partition.RetentionSettings;
import io.millrace.projection.sink.Projection;
import java.time.Clock;
import java.time.Duration;

/** Opens what is package-private to the tests of other packages. */
public final class StockSinkFixture {

  private StockSinkFixture() {}

  public static Projection<?> movements() {
    return new StockMovementSink();
  }

  /** The job that drops movements older than so many days. */
  public static Runnable retention(String url, Duration kept, Clock clock) {
    Keep unlimited = new Keep(null);
    return new MovementStorage()
        .movementRetention(
            PartitionFixture.retention(url),
            new RetentionSettings(unlimited, unlimited, unlimited, new Keep(kept)),
            DatabaseFixture.maintenance(url),
            clock)
        .work();
  }

  public static Projection<?> levels(LivePublisher live) {
    return new StockLevelSink(live);
  }
}
