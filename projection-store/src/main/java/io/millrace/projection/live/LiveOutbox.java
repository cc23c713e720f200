package io.millrace.projection.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Updates on their way to Redis: of each row only the newest. More rows than it may hold become one
 * {@link Item#RESET} of each of their channels, so that what waits is bounded by channels.
 */
final class LiveOutbox {

  /** Most rows held. */
  static final int MAX_ROWS = 10_000;

  /**
   * A message for a channel.
   *
   * @param channel as Redis knows it
   */
  record Item(String channel, String message) {

    /** Tells whoever watches the channel to read its state again. */
    static final String RESET = "reset";
  }

  private final Map<String, Item> rows = new LinkedHashMap<>();
  private final Set<String> resets = new LinkedHashSet<>();

  /**
   * Takes the newest value of a row.
   *
   * @return how many values will not be sent because of the room they need
   */
  synchronized int put(String row, Item item) {
    int given = 0;
    String key = item.channel() + '\n' + row;
    if (rows.size() >= MAX_ROWS && !rows.containsKey(key)) {
      rows.values().forEach(value -> resets.add(value.channel()));
      given = rows.size();
      rows.clear();
    }
    rows.put(key, item);
    return given;
  }

  /** Takes word that whoever watches the channel is to read its state again. */
  synchronized void reset(String channel) {
    resets.add(channel);
  }

  /** What to send next, or null; a channel's reset comes before its newer values. */
  synchronized @Nullable Item poll() {
    Iterator<String> reset = resets.iterator();
    if (reset.hasNext()) {
      String channel = reset.next();
      reset.remove();
      return new Item(channel, Item.RESET);
    }
    Iterator<Item> row = rows.values().iterator();
    if (!row.hasNext()) {
      return null;
    }
    Item item = row.next();
    row.remove();
    return item;
  }
}
