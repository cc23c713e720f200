package io.millrace.ingest.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What work on another thread holds of the bytes that all bodies share. It is given back where the
 * work ends: nobody can stop it once it has begun, even if the request is over.
 */
final class Held {

  private final AtomicLong all;
  private final AtomicLong own;
  private final AtomicBoolean begun = new AtomicBoolean();

  Held(AtomicLong all, long size) {
    this.all = all;
    this.own = new AtomicLong(size);
    all.addAndGet(size);
  }

  /** Holds more; returns what all hold together. */
  long more(long size) {
    own.addAndGet(size);
    return all.addAndGet(size);
  }

  /** Does the work and gives back; nothing where it was given back already. */
  <T> @Nullable T during(Supplier<T> work) {
    if (!begun.compareAndSet(false, true)) {
      return null;
    }
    try {
      return work.get();
    } finally {
      all.addAndGet(-own.get());
    }
  }

  /** Gives back what work that will not begin holds. */
  void unlessBegun() {
    if (begun.compareAndSet(false, true)) {
      all.addAndGet(-own.get());
    }
  }
}
