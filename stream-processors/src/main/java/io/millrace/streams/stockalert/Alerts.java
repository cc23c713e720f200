package io.millrace.streams.stockalert;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockAlert;
import io.millrace.schemas.projection.v1.StockAlertState;
import io.millrace.streams.projection.RowHeaders;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The state of each level, and what is told of it: only that it changed between low and ok. A level
 * is remembered also where its product has no threshold, because it may get one.
 */
final class Alerts {

  static final String STORE = "alerts";

  private final ProcessorContext<String, StockAlert> context;
  private final KeyValueStore<String, StockAlert> store;

  Alerts(ProcessorContext<String, StockAlert> context) {
    this.context = context;
    this.store = context.getStateStore(STORE);
  }

  static StoreBuilder<KeyValueStore<String, StockAlert>> store() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(STORE),
        Serdes.String(),
        ProtoSerde.of(StockAlert.getDefaultInstance()));
  }

  /** By product first, so that all stores of a product are one range. */
  static String key(String tenant, String productId, String storeId) {
    return Keys.of(tenant, productId, storeId);
  }

  @Nullable StockAlert get(String key) {
    return store.get(key);
  }

  /** The states of a product in all stores that ever had it, with their keys. */
  List<KeyValue<String, StockAlert>> ofProduct(String productKey) {
    List<KeyValue<String, StockAlert>> found = new ArrayList<>();
    try (KeyValueIterator<String, StockAlert> rows =
        store.prefixScan(productKey + "/", new StringSerializer())) {
      rows.forEachRemaining(found::add);
    }
    return found;
  }

  /**
   * Decides anew and remembers the outcome.
   *
   * @param known the state as it is, with the level of now
   * @param product its threshold of now
   * @param cause the record that may have changed it
   */
  void decide(
      String key,
      StockAlert known,
      Product product,
      Record<String, ?> cause,
      Timestamp since,
      Timestamp ingestedAt) {
    Long threshold =
        product.hasLowStockThresholdMilli() ? product.getLowStockThresholdMilli() : null;
    StockAlertState state = LowStock.next(known.getState(), known.getQuantityMilli(), threshold);
    if (state == known.getState()) {
      store.put(key, known);
      return;
    }
    StockAlert.Builder changed =
        known.toBuilder()
            .setState(state)
            .setSince(since)
            .setIngestedAt(ingestedAt)
            .setRevision(known.getRevision() + 1)
            .clearThresholdMilli();
    if (threshold != null) {
      changed.setProductName(product.getName()).setThresholdMilli(threshold);
    }
    if (state == StockAlertState.STOCK_ALERT_STATE_LOW) {
      changed.setCrossings(known.getCrossings() + 1);
    }
    StockAlert alert = changed.build();
    store.put(key, alert);
    context.forward(
        new Record<>(
            Keys.of(alert.getTenant(), alert.getStoreId(), alert.getProductId()),
            alert,
            cause.timestamp(),
            RowHeaders.of(cause.headers())));
  }
}
