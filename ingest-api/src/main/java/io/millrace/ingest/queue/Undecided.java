package io.millrace.ingest.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request whose place Redis was asked for. It is decided once: by what Redis says, or by its
 * instance when that takes too long.
 */
final class Undecided {

  private final AtomicBoolean decided = new AtomicBoolean();
  private final CompletableFuture<Boolean> alone = new CompletableFuture<>();

  /** True for the first who asks: he decides. */
  boolean mayDecide() {
    return decided.compareAndSet(false, true);
  }

  /** Notes what the instance decided. */
  void decidedAlone(boolean in) {
    alone.complete(in);
  }

  /** Runs something as soon as the instance has refused it, never if it does not. */
  void onRefusedAlone(Runnable action) {
    var unused =
        alone.thenAccept(
            in -> {
              if (!in) {
                action.run();
              }
            });
  }
}
