package io.millrace.worker.completion;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's circuit breaker. Calls outlive its states, so what became of a call counts only in
 * the state in which it was let through; and a failure of a trial call opens it again, where
 * Resilience4j alone closes it after one success and one failure (resilience4j #1409).
 */
final class ProviderCircuit {

  /** How soon to look again while trial calls are under way. */
  static final Duration TRIAL = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(ProviderCircuit.class);

  private final CircuitPolicy policy;
  private final Clock clock;
  private final CircuitBreaker breaker;
  private long openUntil;
  private int trials;
  private int generation;

  /** One call that was let through. Only the first thing it is told counts. */
  final class Call {

    private final int begunIn;
    private boolean ended;

    private Call(int begunIn) {
      this.begunIn = begunIn;
    }

    void succeeded() {
      end(() -> breaker.onSuccess(0, TimeUnit.MILLISECONDS));
    }

    void failed(Throwable why) {
      end(
          () -> {
            boolean trial = breaker.getState() == State.HALF_OPEN;
            breaker.onError(0, TimeUnit.MILLISECONDS, why);
            if (trial && breaker.getState() != State.OPEN) {
              breaker.transitionToOpenState();
            }
          });
    }

    /** It says nothing about the provider: cancelled, or not the provider's fault. */
    void ignored() {
      end(
          () -> {
            breaker.releasePermission();
            trials = Math.max(0, trials - 1);
          });
    }

    private void end(Runnable report) {
      synchronized (ProviderCircuit.this) {
        if (!ended && begunIn == generation) {
          report.run();
        }
        ended = true;
      }
    }
  }

  ProviderCircuit(String provider, CircuitPolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
    breaker =
        CircuitBreaker.of(
            provider,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(policy.failures())
                .minimumNumberOfCalls(policy.failures())
                .failureRateThreshold(100)
                .waitDurationInOpenState(policy.open())
                .permittedNumberOfCallsInHalfOpenState(policy.successes())
                .clock(clock)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(event -> changed(event.getStateTransition().getToState()));
  }

  /** Lets a call through, or null: the provider is not to be asked now. */
  synchronized @Nullable Call tryCall() {
    if (!breaker.tryAcquirePermission()) {
      return null;
    }
    if (breaker.getState() == State.HALF_OPEN) {
      trials++;
    }
    return new Call(generation);
  }

  synchronized Circuit state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> Circuit.OPEN;
      case HALF_OPEN -> Circuit.HALF_OPEN;
      default -> Circuit.CLOSED;
    };
  }

  /** How long no call is let through, as far as is known; zero if one is. */
  synchronized Duration closedFor() {
    return switch (state()) {
      case CLOSED -> Duration.ZERO;
      case HALF_OPEN -> trials < policy.successes() ? Duration.ZERO : TRIAL;
      case OPEN -> Duration.ofMillis(Math.max(0, openUntil + 1 - clock.millis()));
    };
  }

  private synchronized void changed(State to) {
    log.atInfo()
        .addKeyValue("provider", breaker.getName())
        .addKeyValue("circuit", to)
        .log("circuit changed");
    generation++;
    trials = 0;
    if (to == State.OPEN) {
      openUntil = clock.millis() + policy.open().toMillis();
    }
  }
}
