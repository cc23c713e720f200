package io.millrace.streams.projection;

import io.millrace.schemas.projection.v1.InputPosition;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

record FactProcessorSupplier<V, R>(
    Supplier<? extends FactReader<V, R>> reader,
    BiFunction<R, InputPosition, R> stamp,
    @Override Set<StoreBuilder<?>> stores)
    implements ProcessorSupplier<String, V, String, R> {

  @Override
  public Processor<String, V, String, R> get() {
    return new FactProcessor<>(reader.get(), stamp);
  }
}
