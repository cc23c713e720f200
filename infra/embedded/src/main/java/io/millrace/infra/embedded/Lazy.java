package io.millrace.infra.embedded;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Made on first use, by one thread; a failure is tried again on the next use. */
final class Lazy<T> {

  private final Supplier<T> maker;
  private @Nullable T value;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  synchronized T get() {
    T current = value;
    if (current == null) {
      current = maker.get();
      value = current;
    }
    return current;
  }

  synchronized void clear(Consumer<T> end) {
    if (value != null) {
      end.accept(value);
      value = null;
    }
  }
}
