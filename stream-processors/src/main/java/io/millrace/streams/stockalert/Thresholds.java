package io.millrace.streams.stockalert;

import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.kafka.ProtoSerde;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The products that have a threshold, by the key of their record: name and threshold only. */
final class Thresholds {

  static final String STORE = "thresholds";

  private static final Product NONE = Product.getDefaultInstance();

  private final KeyValueStore<String, Product> store;

  Thresholds(ProcessingContext context) {
    store = context.getStateStore(STORE);
  }

  static StoreBuilder<KeyValueStore<String, Product>> store() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(STORE),
        Serdes.String(),
        ProtoSerde.of(Product.getDefaultInstance()));
  }

  /** The product's name and threshold; neither for one that has no threshold. */
  Product get(String key) {
    return Objects.requireNonNullElse(store.get(key), NONE);
  }

  /**
   * Remembers a product as it is now, null for one that was deleted.
   *
   * @return whether the threshold is another one
   */
  boolean put(String key, @Nullable Product product) {
    Product before = get(key);
    Product after = product == null ? NONE : essence(product);
    if (after.hasLowStockThresholdMilli()) {
      store.put(key, after);
    } else {
      store.delete(key);
    }
    return before.hasLowStockThresholdMilli() != after.hasLowStockThresholdMilli()
        || before.getLowStockThresholdMilli() != after.getLowStockThresholdMilli();
  }

  private static Product essence(Product product) {
    return product.hasLowStockThresholdMilli()
        ? Product.newBuilder()
            .setName(product.getName())
            .setLowStockThresholdMilli(product.getLowStockThresholdMilli())
            .build()
        : NONE;
  }
}
