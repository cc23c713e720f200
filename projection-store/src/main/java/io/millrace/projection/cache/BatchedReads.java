package io.millrace.projection.cache;

import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads of many requests in one call: what is asked for while a call is under way goes into the
 * next one. One connection then answers several times as many look-ups. Any thread.
 */
final class BatchedReads {

  private static final int MOST = 256;

  private record Wanted(String key, CompletableFuture<byte @Nullable []> value) {}

  private final Function<String[], CompletableFuture<List<KeyValue<String, byte[]>>>> call;
  private final Queue<Wanted> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean underWay = new AtomicBoolean();

  /**
   * Creates it.
   *
   * @param call reads several keys, in their order; must end, well or not
   */
  BatchedReads(Function<String[], CompletableFuture<List<KeyValue<String, byte[]>>>> call) {
    this.call = call;
  }

  /** The value of a key; null where there is none. */
  CompletableFuture<byte @Nullable []> get(String key) {
    Wanted wanted = new Wanted(key, new CompletableFuture<>());
    waiting.add(wanted);
    send();
    return wanted.value();
  }

  private void send() {
    while (!waiting.isEmpty() && underWay.compareAndSet(false, true)) {
      List<Wanted> batch = batch();
      if (batch.isEmpty()) {
        underWay.set(false);
        continue;
      }
      call.apply(batch.stream().map(Wanted::key).toArray(String[]::new))
          .whenComplete(
              (values, failure) -> {
                underWay.set(false);
                send();
                answer(batch, values, failure);
              });
    }
  }

  private List<Wanted> batch() {
    List<Wanted> batch = new ArrayList<>();
    Wanted next;
    while (batch.size() < MOST && (next = waiting.poll()) != null) {
      batch.add(next);
    }
    return batch;
  }

  private static void answer(
      List<Wanted> batch,
      @Nullable List<KeyValue<String, byte[]>> values,
      @Nullable Throwable failure) {
    for (int i = 0; i < batch.size(); i++) {
      CompletableFuture<byte @Nullable []> value = batch.get(i).value();
      if (values == null) {
        value.completeExceptionally(
            failure == null ? new IllegalStateException("no answer") : failure);
      } else {
        value.complete(values.get(i).getValueOrElse(null));
      }
    }
  }
}
