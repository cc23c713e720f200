package io.millrace.streams.projection;

import com.google.protobuf.Message;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Builds the topology of a projection: any number of fact topics, keyed alike, into one topic of
 * rows. Names of stores and nodes are fixed, so a topology may grow without losing its state.
 *
 * <p>State is key-value stores without windows, and bounded: rows of buckets that ended a {@link
 * Grace} ago are let go of, and so are facts counted a little longer ago than that. A fact for such
 * a bucket is a dead letter unless there is a {@link #retire late lane}, and a duplicate that comes
 * after the fact was let go of counts as a fact. Rows without a bucket stay.
 *
 * @param <R> the row's message
 */
public final class Projection<R extends Message> {

  /** The store of the rows that are kept, for a reader whose facts depend on them. */
  public static final String ROWS = "rows";

  static final String DEDUPE = "dedupe";

  /** The node of a projection whose failures are those of a fact. */
  public static final String COUNT = "count";

  private static final String GATE = "facts";

  private static final String SINK = "projection";

  private final TopicSpec output;
  private final ProtoSerde<R> serde;
  private final R empty;
  private final BiFunction<R, InputPosition, R> stamp;
  private final List<StoreBuilder<?>> extraStores;
  private final Map<String, Deserializer<?>> deserializers = new LinkedHashMap<>();
  private Retirement<R> retirement = Retirement.toNowhere();
  private final Map<String, Supplier<? extends FactReader<Object, R>>> readers =
      new LinkedHashMap<>();

  private StreamPartitioner<String, R> partitioner = new RowPartitioner<>();

  private Projection(
      TopicSpec output,
      ProtoSerde<R> serde,
      R empty,
      BiFunction<R, InputPosition, R> stamp,
      List<StoreBuilder<?>> extraStores) {
    this.output = output;
    this.serde = serde;
    this.empty = empty;
    this.stamp = stamp;
    this.extraStores = extraStores;
  }

  /**
   * Begins a projection.
   *
   * @param output the topic of its rows
   * @param row the default instance of the row's message
   * @param stamp sets a row's input position
   * @param extraStores stores its readers keep beside the rows
   */
  public static <R extends Message> Projection<R> into(
      TopicSpec output,
      R row,
      BiFunction<R, InputPosition, R> stamp,
      StoreBuilder<?>... extraStores) {
    return new Projection<>(output, ProtoSerde.of(row), row, stamp, List.of(extraStores));
  }

  /** Adds a topic of facts. */
  @SuppressWarnings("unchecked") // a topic's reader is given what the topic's deserializer made
  public <V> Projection<R> facts(
      TopicSpec topic, Deserializer<V> deserializer, Supplier<? extends FactReader<V, R>> reader) {
    deserializers.put(topic.name(), deserializer);
    readers.put(topic.name(), (Supplier<? extends FactReader<Object, R>>) (Supplier<?>) reader);
    return this;
  }

  /**
   * Emits a fact for a bucket that was let go of as a late row with its own figures, under a key of
   * its own; whether it was counted before is for the sink to find out.
   *
   * @param late marks a row as that of a late fact
   */
  public Projection<R> retire(BiFunction<R, LateFact, R> late) {
    retirement = Retirement.to(late, empty);
    return this;
  }

  /**
   * Puts each row into the partition of its fact, for rows whose keys begin otherwise than those of
   * their facts. A row that facts of several partitions change needs the partition in its key.
   *
   * @param input the input position of a row
   */
  public Projection<R> besideFacts(Function<R, InputPosition> input) {
    partitioner =
        (topic, key, row, partitions) ->
            Optional.of(Set.of(input.apply(row).getPartition() % partitions));
    return this;
  }

  /** The topics of its facts. */
  public Set<String> topics() {
    return Set.copyOf(readers.keySet());
  }

  /** A topology of this projection alone. */
  public Topology build() {
    return build(Map.<Place, Projection<?>>of(Place.ALONE, this), Place.ALONE, stores());
  }

  /**
   * A topology of projections. Where several read a topic, they deserialise it alike and know the
   * same facts by the same names.
   *
   * @param common where they keep which facts were counted
   * @param stores where they keep everything
   */
  static Topology build(
      Map<Place, Projection<?>> projections, Place common, Set<StoreBuilder<?>> stores) {
    Topology topology = new Topology();
    Map<String, Supplier<? extends FactReader<Object, ?>>> readers = new LinkedHashMap<>();
    Map<String, List<String>> nodes = new LinkedHashMap<>();
    projections.forEach(
        (place, projection) ->
            projection.readers.forEach(
                (topic, reader) -> {
                  if (readers.putIfAbsent(topic, reader) == null) {
                    topology.addSource(
                        topic,
                        Serdes.String().deserializer(),
                        projection.deserializers.get(topic),
                        topic);
                  }
                  nodes.computeIfAbsent(topic, first -> new ArrayList<>()).add(place.node(COUNT));
                }));
    topology.addProcessor(
        GATE,
        new FactGateSupplier(readers, nodes, common, stores),
        readers.keySet().toArray(String[]::new));
    projections.forEach((place, projection) -> projection.addTo(topology, place, stores));
    return topology;
  }

  private void addTo(Topology topology, Place place, Set<StoreBuilder<?>> stores) {
    topology.addProcessor(
        place.node(COUNT),
        new FactProcessorSupplier<>(Map.copyOf(readers), stamp, retirement, place, serde, stores),
        GATE);
    topology.addSink(
        place.node(SINK),
        output.name(),
        Serdes.String().serializer(),
        serde.serializer(),
        partitioner,
        place.node(COUNT));
  }

  /** Without Streams' cache: catching up over mostly distinct rows, it took more than it saved. */
  private Set<StoreBuilder<?>> stores() {
    Set<StoreBuilder<?>> stores = new HashSet<>(extraStores);
    stores.add(
        Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(ROWS), Serdes.String(), serde));
    stores.add(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(DEDUPE), Serdes.String(), CountedFact.serde()));
    stores.add(Horizon.store(Horizon.STORE));
    return stores;
  }
}
