package io.millrace.streams.projection;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Where a projection is in a topology: alone, with stores of its own, or among others, with a part
 * of the one store they share.
 *
 * @param projection its name among others; empty where it is alone
 */
public record Place(String projection) {

  public static final Place ALONE = new Place("");

  /** What the projections of a topology have in common. */
  static final Place COMMON = new Place("common");

  private static final String SHARED = "state";

  boolean alone() {
    return projection.isEmpty();
  }

  /** Where it knows which facts were counted. */
  Place common() {
    return alone() ? this : COMMON;
  }

  /** What a node of the projection is called here. */
  public String node(String name) {
    return alone() ? name : projection + "-" + name;
  }

  /**
   * What a task keeps under a name.
   *
   * @param serde of the values; where the projection is alone, that of the store of that name
   */
  public <V> State<V> state(ProcessingContext context, String name, Serde<V> serde) {
    return alone()
        ? State.of(context.getStateStore(name))
        : State.part(context.getStateStore(SHARED), prefix() + name + "/", serde);
  }

  /** Everything a task keeps of the projection, among others. */
  State<byte[]> everything(ProcessingContext context) {
    return State.part(context.getStateStore(SHARED), prefix(), Serdes.ByteArray());
  }

  private String prefix() {
    return projection + "/";
  }

  /** The store of all that share a topology. */
  static StoreBuilder<?> sharedStore() {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(SHARED), Serdes.String(), Serdes.ByteArray());
  }
}
