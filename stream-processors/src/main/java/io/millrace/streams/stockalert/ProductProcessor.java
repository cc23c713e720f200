package io.millrace.streams.stockalert;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.CommitPace;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.InvalidFact;
import java.time.Instant;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Compares the levels of all stores with a product's new threshold. */
final class ProductProcessor implements Processor<String, Product, String, StockAlert> {

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
  public void process(Record<String, Product> record) {
    pace.processed(record.timestamp());
    if (record.key() == null) {
      throw InvalidFact.field("key", "null", "two ids");
    }
    Product product = record.value();
    if (product != null) {
      Checks.present("tenant", product.getTenant());
      Checks.present("product_id", product.getProductId());
      Checks.key(record.key(), product.getTenant(), product.getProductId());
    }
    if (thresholds.put(record.key(), product)) {
      Product now = thresholds.get(record.key());
      Timestamp ingestedAt = Timestamps.of(Instant.ofEpochMilli(record.timestamp()));
      Timestamp since =
          product != null && product.hasUpdatedAt() ? product.getUpdatedAt() : ingestedAt;
      for (KeyValue<String, StockAlert> row : alerts.ofProduct(record.key())) {
        alerts.decide(row.key, row.value, now, record, since, ingestedAt);
      }
    }
    meter.counted();
  }
}
