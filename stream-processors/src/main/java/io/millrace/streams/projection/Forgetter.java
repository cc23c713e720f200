package io.millrace.streams.projection;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Deletes what is kept of projections that left a shared topology, some with every record. */
final class Forgetter extends ContextualProcessor<String, Object, Void, Void> {

  private static final String NODE = "forget";
  private static final int STEP = 128;

  private final Collection<Place> left;
  private List<State<byte[]>> kept = List.of();
  private Sweep sweep = new Sweep();

  private Forgetter(Collection<Place> left) {
    this.left = left;
  }

  /** Adds one below these sources. */
  static void addTo(
      Topology topology, Set<String> sources, Collection<Place> left, StoreBuilder<?> store) {
    topology.addProcessor(
        NODE, new Supplier(List.copyOf(left), Set.of(store)), sources.toArray(String[]::new));
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    kept = left.stream().map(place -> place.everything(context)).toList();
    sweep = new Sweep(); // a task that is rolled back is initialised again
  }

  @Override
  public void process(Record<String, Object> record) {
    if (!kept.isEmpty() && !sweep.step(kept.get(0), "", null, STEP, (key, value) -> {})) {
      kept = kept.subList(1, kept.size());
      sweep = new Sweep();
    }
  }

  private record Supplier(Collection<Place> left, @Override Set<StoreBuilder<?>> stores)
      implements ProcessorSupplier<String, Object, Void, Void> {

    @Override
    public Processor<String, Object, Void, Void> get() {
      return new Forgetter(left);
    }
  }
}
