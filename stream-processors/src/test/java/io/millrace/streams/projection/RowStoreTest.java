package io.millrace.streams.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RowStoreTest {

  private final KeyValueStore<String, String> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("rows"), Serdes.String(), Serdes.String())
          .withLoggingDisabled()
          .build();
  private final RowStore<String> rows = new RowStore<>(State.of(store));

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void put_goesToTheStoreAtOnce() {
    rows.put("a", "1");
    assertThat(store.get("a")).isEqualTo("1");
    assertThat(rows.get("a")).isEqualTo("1");
  }

  @Test
  void get_findsRowsThatAreNoLongerHeld() {
    for (int i = 0; i <= 2 * RowStore.HELD; i++) {
      rows.put("row-" + i, "first");
      rows.put("row-" + i, "value-" + i);
    }
    assertThat(rows.get("row-0")).isEqualTo("value-0");
    assertThat(rows.get("row-" + 2 * RowStore.HELD)).isEqualTo("value-" + 2 * RowStore.HELD);
    assertThat(rows.get("none")).isNull();
  }

  @Test
  void get_beginsWithWhatTheStoreHas() {
    store.put("restored", "7");
    assertThat(rows.get("restored")).isEqualTo("7");
  }

  @Test
  void moveToSlot_findsARowThatWasKeptUnderItsKey() {
    store.put("a/b", "1");

    assertThat(rows.moveToSlot("a/b", "slot")).isEqualTo("1");
    assertThat(rows.moveToSlot("a/b", "slot")).isNull();
    assertThat(rows.get("slot")).isEqualTo("1");
    assertThat(store.get("a/b")).isNull();
  }
}
