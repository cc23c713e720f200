package io.millrace.streams.stockalert;

import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.streams.projection.CommitPace;
import io.millrace.streams.projection.FactMeter;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Compares each new level with its product's threshold. A level that is not newer is ignored. */
final class LevelProcessor implements Processor<String, StockLevel, String, StockAlert> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private Alerts alerts;

  @SuppressWarnings("NullAway.Init")
  private Thresholds thresholds;

  @SuppressWarnings("NullAway.Init")
  private CommitPace pace;

  private FactMeter meter = FactMeter.NONE;

  @Override
  public void init(ProcessorContext<String, StockAlert> context) {
    alerts = new Alerts(context);
    thresholds = new Thresholds(context);
    pace = new CommitPace(context);
    meter = FactMeter.of(context.appConfigs());
  }

  @Override
  public void process(Record<String, StockLevel> record) {
    pace.processed(record.timestamp());
    StockLevel level = record.value();
    String key = Alerts.key(level.getTenant(), level.getProductId(), level.getStoreId());
    StockAlert before = alerts.get(key);
    if (before != null && level.getRevision() <= before.getLevelRevision()) {
      meter.duplicate();
      return;
    }
    alerts.decide(
        key,
        known(before, level),
        thresholds.get(record.key()),
        record,
        level.getUpdatedAt(),
        level.getInput().getIngestedAt());
    meter.counted();
  }

  private static StockAlert known(@Nullable StockAlert before, StockLevel level) {
    StockAlert.Builder known =
        before == null
            ? StockAlert.newBuilder()
                .setTenant(level.getTenant())
                .setStoreId(level.getStoreId())
                .setProductId(level.getProductId())
                .setState(StockAlertState.STOCK_ALERT_STATE_OK)
            : before.toBuilder();
    return known
        .setQuantityMilli(level.getQuantityMilli())
        .setLevelRevision(level.getRevision())
        .build();
  }
}
