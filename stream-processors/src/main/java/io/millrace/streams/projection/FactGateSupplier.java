package io.millrace.streams.projection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

record FactGateSupplier(
    Map<String, Supplier<? extends FactReader<Object, ?>>> readers,
    Map<String, List<String>> projections,
    Place place,
    @Override Set<StoreBuilder<?>> stores)
    implements ProcessorSupplier<String, Object, String, Fact> {

  @Override
  public Processor<String, Object, String, Fact> get() {
    Map<String, FactReader<Object, ?>> ofTask = new HashMap<>();
    readers.forEach((topic, reader) -> ofTask.put(topic, reader.get()));
    return new FactGate(ofTask, projections, place);
  }
}
