package io.millrace.projection.live;

import io.millrace.projection.http.Problem;
import io.millrace.projection.http.Refusal;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The bound on everybody who watches something over this instance, whatever it is. */
@Component
public final class LiveConnections {

  private static final int RETRY_AFTER_SECONDS = 5;

  private final AtomicInteger open = new AtomicInteger();
  private final int most;

  LiveConnections(LiveSettings settings) {
    this.most = settings.maxConnections();
  }

  /** Refuses one more watcher where there are too many. */
  public void check() {
    if (open.get() >= most) {
      throw tooMany();
    }
  }

  private static Refusal tooMany() {
    return Problem.unavailable(
            "too-many-connections", "this instance holds no more watchers", RETRY_AFTER_SECONDS)
        .refusal();
  }

  /**
   * Counts a watcher from before it gets its first event until it goes. It gets none but a refusal
   * where many came at once since {@link #check}.
   */
  public Flux<ServerSentEvent<String>> counted(Flux<ServerSentEvent<String>> events) {
    return Flux.defer(
        () -> {
          if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return Flux.error(tooMany());
          }
          return events.doFinally(signal -> open.decrementAndGet());
        });
  }
}
