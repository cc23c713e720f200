package io.millrace.streams.projection;

import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * The facts a task has counted, in generations: a fact goes into the one under way, is found in it
 * and in the one before, and the one before that is deleted bit by bit. So a fact is known for at
 * least one whole generation, no entry needs an index by time, and a look-up is at most two.
 *
 * <p>Three classes of keys take turns. The first has no mark, so that it holds what was counted
 * before there were generations.
 */
final class FactMemory {

  private static final int CLASSES = 3;

  /** Sort before every identity, which begins with its kind. */
  private static final String[] MARKS = {"", "\u0001", "\u0002"};

  private static final String UNMARKED = "\u0003";

  private final State<CountedFact> store;
  private final Sweep sweep = new Sweep();
  private int generation;

  FactMemory(State<CountedFact> store) {
    this.store = store;
  }

  boolean inUse() {
    try (KeyValueIterator<String, CountedFact> entries = store.all()) {
      return entries.hasNext();
    }
  }

  /** Returns true if it is another one than before. */
  boolean generation(int generation) {
    if (this.generation == generation) {
      return false;
    }
    this.generation = generation;
    sweep.rewind();
    return true;
  }

  @Nullable CountedFact get(String identity) {
    CountedFact fact = store.get(mark(generation) + identity);
    return fact == null && generation > 0 ? store.get(mark(generation - 1) + identity) : fact;
  }

  void put(String identity, CountedFact fact) {
    store.put(mark(generation) + identity, fact);
  }

  /**
   * Deletes some of what is no longer asked.
   *
   * @return false if nothing is left of it
   */
  boolean sweep(int limit) {
    if (generation < 2) {
      return false;
    }
    return switch ((generation - 2) % CLASSES) {
      case 0 -> step(UNMARKED, null, limit);
      case 1 -> step(MARKS[1], MARKS[2], limit);
      default -> step(MARKS[2], UNMARKED, limit);
    };
  }

  private boolean step(String from, @Nullable String to, int limit) {
    return sweep.step(store, from, to, limit, key -> {});
  }

  private static String mark(int generation) {
    return MARKS[generation % CLASSES];
  }
}
