package io.millrace.streams.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * What a task keeps for a while, in generations: an entry goes into the one under way, is found in
 * it and in the one before, and the one before that is deleted bit by bit. So an entry is known for
 * at least one whole generation, none needs an index by time, and a look-up is a few.
 *
 * <p>Three classes of keys take turns. The first has no mark, so that it holds what was kept before
 * there were generations.
 */
public final class Memory<V> {

  private static final int CLASSES = 3;

  /** Sort before every key, which begins with an id. */
  private static final String[] MARKS = {"", "\u0001", "\u0002"};

  private static final String UNMARKED = "\u0003";

  private final State<V> store;
  private final IntSupplier generation;
  private final int asked;
  private final Sweep sweep = new Sweep();
  private int swept;

  /**
   * A part of what a task keeps.
   *
   * @param generation the one under way
   * @param asked how many generations a look-up asks; in the third only until it is deleted
   */
  Memory(State<V> store, IntSupplier generation, int asked) {
    this.store = store;
    this.generation = generation;
    this.asked = asked;
  }

  /**
   * What a reader keeps beside the facts of its projection: known for as long as they are, and
   * found until it is deleted.
   *
   * @param name of the store, where the projection is alone
   */
  public static <V> Memory<V> beside(
      ProcessingContext context, Place place, String name, Serde<V> serde) {
    return new Memory<>(
        place.state(context, name, serde), Horizon.generationOf(context, place), CLASSES);
  }

  public @Nullable V get(String key) {
    int now = generation.getAsInt();
    V value = null;
    for (int age = 0; value == null && age < asked && age <= now; age++) {
      value = store.get(mark(now - age) + key);
    }
    return value;
  }

  public void put(String key, V value) {
    store.put(mark(generation.getAsInt()) + key, value);
  }

  /** The keys from one to another, both included, that are not deleted yet. */
  public List<String> keys(String from, String to) {
    return stored(from, to).stream().map(Memory::unmarked).toList();
  }

  /** Deletes what is kept under the keys from one to another, both included. */
  public void forget(String from, String to) {
    stored(from, to).forEach(store::delete);
  }

  /**
   * Deletes some of what is older than the generations that count.
   *
   * @param forgotten told of each entry that was deleted
   * @return false if nothing is left of it
   */
  public boolean sweep(int limit, BiConsumer<String, V> forgotten) {
    int now = generation.getAsInt();
    if (now != swept) {
      swept = now;
      sweep.rewind();
    }
    if (now < CLASSES - 1) {
      return false;
    }
    BiConsumer<String, V> deleted = (key, value) -> forgotten.accept(unmarked(key), value);
    return switch ((now + 1) % CLASSES) {
      case 0 -> sweep.step(store, UNMARKED, null, limit, deleted);
      case 1 -> sweep.step(store, MARKS[1], MARKS[2], limit, deleted);
      default -> sweep.step(store, MARKS[2], UNMARKED, limit, deleted);
    };
  }

  private List<String> stored(String from, String to) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < CLASSES && i <= generation.getAsInt(); i++) {
      try (KeyValueIterator<String, V> entries = store.range(MARKS[i] + from, MARKS[i] + to)) {
        entries.forEachRemaining(entry -> keys.add(entry.key));
      }
    }
    return keys;
  }

  private static String mark(int generation) {
    return MARKS[generation % CLASSES];
  }

  private static String unmarked(String key) {
    return key.compareTo(UNMARKED) < 0 ? key.substring(1) : key;
  }
}
