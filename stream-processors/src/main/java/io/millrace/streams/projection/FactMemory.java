package io.millrace.streams.projection;

import java.time.Duration;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** The facts a task has counted, how far its time has come, and the pace at which it forgets. */
final class FactMemory {

  private static final int ASKED = 2;

  private final Memory<CountedFact> facts;
  private final Horizon horizon;
  private final SweepPace pace = new SweepPace();

  FactMemory(State<CountedFact> store, State<Horizon.Moment> moment, Duration grace) {
    horizon = new Horizon(moment, grace, () -> inUse(store));
    facts = new Memory<>(store, horizon::generation, ASKED);
  }

  private static boolean inUse(State<CountedFact> store) {
    try (KeyValueIterator<String, CountedFact> entries = store.all()) {
      return entries.hasNext();
    }
  }

  Horizon horizon() {
    return horizon;
  }

  /** To be told of every record before anything is asked; forgets some of what is too old. */
  void advance(long ingestedAt) {
    horizon.advance(ingestedAt);
    if (pace.isDue(horizon.generation())) {
      pace.done(facts.sweep(SweepPace.STEP, (identity, fact) -> {}));
    }
  }

  @Nullable CountedFact get(String identity) {
    return facts.get(identity);
  }

  void put(String identity, CountedFact fact) {
    facts.put(identity, fact);
  }
}
