package io.millrace.streams.projection;

import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The facts a task has had, for a processor that keeps no rows: each is known for the {@link Grace}
 * and two days at least, in stream time, and forgotten bit by bit after that.
 */
public final class SeenFacts {

  private final FactMemory facts;

  /**
   * Reads where the task stands.
   *
   * @param name as its stores were made
   */
  public SeenFacts(ProcessingContext context, String name) {
    facts =
        new FactMemory(
            State.of(context.getStateStore(facts(name))),
            State.of(context.getStateStore(horizon(name))),
            Grace.of(context.appConfigs()));
  }

  /** The stores of the memory of that name. */
  public static Set<StoreBuilder<?>> stores(String name) {
    return Set.of(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(facts(name)), Serdes.String(), CountedFact.serde()),
        Horizon.store(horizon(name)));
  }

  /** Whether the task has had a fact; to be asked of each before it is remembered. */
  public boolean has(String identity, long ingestedAt) {
    facts.advance(ingestedAt);
    return facts.get(identity) != null;
  }

  public void remember(String identity, long ingestedAt) {
    facts.put(identity, CountedFact.alone(ingestedAt, ""));
  }

  private static String facts(String name) {
    return name + "-seen";
  }

  private static String horizon(String name) {
    return name + "-horizon";
  }
}
