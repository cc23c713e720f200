package io.millrace.projection.live;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Gives one reader events when it can take them, whoever has news for it: nothing waits in between,
 * so a slow reader costs no memory here.
 */
public final class EventPump {

  private final Supplier<@Nullable ServerSentEvent<String>> next;
  private final AtomicInteger work = new AtomicInteger();
  private volatile @Nullable FluxSink<ServerSentEvent<String>> reader;
  private volatile boolean over;

  /**
   * Creates a pump.
   *
   * @param next what to send next, null for nothing now; called by one thread at a time
   */
  public EventPump(Supplier<@Nullable ServerSentEvent<String>> next) {
    this.next = next;
  }

  /** What the reader gets; to be subscribed to once. */
  public Flux<ServerSentEvent<String>> events() {
    return Flux.create(
        sink -> {
          reader = sink;
          sink.onRequest(n -> wake());
          wake();
        },
        FluxSink.OverflowStrategy.IGNORE);
  }

  /** There may be something to send. */
  public void wake() {
    FluxSink<ServerSentEvent<String>> sink = reader;
    if (sink == null || work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      ServerSentEvent<String> event;
      while (!over && sink.requestedFromDownstream() > 0 && (event = next.get()) != null) {
        sink.next(event);
      }
      if (over) {
        sink.complete();
      }
      seen = work.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Ends what the reader gets, after the event under way. */
  public void end() {
    over = true;
    wake();
  }
}
