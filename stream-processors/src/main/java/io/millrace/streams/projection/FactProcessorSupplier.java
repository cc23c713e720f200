package io.millrace.streams.projection;

import io.millrace.schemas.projection.v1.InputPosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

record FactProcessorSupplier<R>(
    Map<String, Supplier<? extends FactReader<Object, R>>> readers,
    BiFunction<R, InputPosition, R> stamp,
    Retirement<R> retirement,
    Place place,
    Serde<R> serde,
    @Override Set<StoreBuilder<?>> stores)
    implements ProcessorSupplier<String, Fact, String, R> {

  @Override
  public Processor<String, Fact, String, R> get() {
    Map<String, FactReader<Object, R>> ofTask = new HashMap<>();
    readers.forEach((topic, reader) -> ofTask.put(topic, reader.get()));
    return new FactProcessor<>(ofTask, stamp, retirement, place, serde);
  }
}
