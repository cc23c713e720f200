package io.millrace.streams.stockalert;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.CommitPace;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.InvalidFact;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keys levels as the catalogue keys products. What is no level is refused here: the topic in
 * between has no dead-letter topic. A late fact is no level: what it makes of one is not known
 * here.
 */
final class LevelsByProduct extends ContextualProcessor<String, StockLevel, String, StockLevel> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private CommitPace pace;

  private FactMeter meter = FactMeter.NONE;

  @Override
  public void init(ProcessorContext<String, StockLevel> context) {
    super.init(context);
    pace = new CommitPace(context);
    meter = FactMeter.of(context.appConfigs());
  }

  @Override
  public void process(Record<String, StockLevel> record) {
    pace.processed(record.timestamp());
    StockLevel level = record.value();
    if (level == null) {
      throw InvalidFact.field("value", "null", "a level");
    }
    if (level.hasLate()) {
      meter.duplicate();
      return;
    }
    Checks.present("tenant", level.getTenant());
    Checks.present("store_id", level.getStoreId());
    Checks.present("product_id", level.getProductId());
    Checks.time("updated_at", level.hasUpdatedAt(), level.getUpdatedAt());
    context().forward(record.withKey(Keys.of(level.getTenant(), level.getProductId())));
  }
}
