package io.millrace.ingest.intake;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;

/** Waits for a change of configuration to come back from its topic. */
public final class Seen {

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int MOST_LOOKS = 100;

  private Seen() {}

  /** Completes when the change is seen, or after about a second: it is stored in any case. */
  public static Mono<Void> soon(BooleanSupplier seen) {
    return Mono.fromSupplier(seen::getAsBoolean)
        .filter(Boolean::booleanValue)
        .repeatWhenEmpty(looks -> looks.take(MOST_LOOKS).delayElements(PAUSE))
        .then();
  }
}
