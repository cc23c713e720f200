package io.millrace.projection.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.sink.Write;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ProductSinkTest {

  private static final ProductChanges NOBODY =
      new ProductChanges() {
        @Override
        public List<Write> writing(List<Change<Product>> changes) {
          return List.of();
        }

        @Override
        public void written() {}
      };

  private final ProductSink sink = new ProductSink(NOBODY);

  @Test
  void writes_keepTheLastChangeOfEachProduct() {
    List<Write> writes =
        sink.writes(
            List.of(
                sink.row(state(1, "a")),
                sink.row(tombstone(2, Keys.of("t", "a"))),
                sink.row(tombstone(3, Keys.of("t", "b"))),
                sink.row(state(4, "b"))));

    assertThat(writes).hasSize(2);
    assertThat(writes.get(0).sql()).startsWith("insert into products_v1.product");
    assertThat((Object[]) writes.get(0).arguments().get(1)).containsExactly("b");
    assertThat(writes.get(1).sql()).startsWith("delete from products_v1.product");
    assertThat((Object[]) writes.get(1).arguments().get(1)).containsExactly("a");
  }

  @Test
  void row_refusesATombstoneWithAnotherKey() {
    assertThatThrownBy(() -> sink.row(tombstone(1, "only-one")))
        .hasMessage("key of a tombstone: 1 ids (expected: 2)");
  }

  private static ConsumerRecord<byte[], byte[]> state(long offset, String id) {
    byte[] value = Product.newBuilder().setTenant("t").setProductId(id).build().toByteArray();
    return new ConsumerRecord<>(Topics.CATALOG_PRODUCTS.name(), 0, offset, new byte[0], value);
  }

  private static ConsumerRecord<byte[], byte[]> tombstone(long offset, String key) {
    return new ConsumerRecord<>(
        Topics.CATALOG_PRODUCTS.name(), 0, offset, key.getBytes(StandardCharsets.UTF_8), null);
  }
}
