package io.millrace.projection.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveOutboxTest {

  private final LiveOutbox outbox = new LiveOutbox();

  @Test
  void poll_givesTheNewestOfEachRow() {
    for (int i = 0; i < 3; i++) {
      outbox.put("a", new LiveOutbox.Item("one", "a" + i));
      outbox.put("b", new LiveOutbox.Item("one", "b" + i));
      outbox.put("a", new LiveOutbox.Item("two", "c" + i));
    }
    assertThat(all()).extracting(LiveOutbox.Item::message).containsExactly("a2", "b2", "c2");
  }

  @Test
  void tooManyRows_becomeAResetOfEachChannel() {
    int given = 0;
    for (int i = 0; i <= LiveOutbox.MAX_ROWS; i++) {
      given += outbox.put("row" + i, new LiveOutbox.Item("channel" + i % 2, "value" + i));
    }
    assertThat(given).isEqualTo(LiveOutbox.MAX_ROWS);
    assertThat(all())
        .containsExactly(
            new LiveOutbox.Item("channel0", LiveOutbox.Item.RESET),
            new LiveOutbox.Item("channel1", LiveOutbox.Item.RESET),
            new LiveOutbox.Item("channel0", "value" + LiveOutbox.MAX_ROWS));
  }

  @Test
  void reset_comesOnceAndBeforeNewerValues() {
    outbox.put("row", new LiveOutbox.Item("one", "value"));
    outbox.reset("kind");
    outbox.reset("kind");
    assertThat(all())
        .containsExactly(
            new LiveOutbox.Item("kind", LiveOutbox.Item.RESET),
            new LiveOutbox.Item("one", "value"));
  }

  private List<LiveOutbox.Item> all() {
    List<LiveOutbox.Item> items = new ArrayList<>();
    LiveOutbox.Item item;
    while ((item = outbox.poll()) != null) {
      items.add(item);
    }
    return items;
  }
}
