package io.millrace.worker.answer;

import io.millrace.worker.completion.CompletionException;
import io.millrace.worker.completion.RetryPolicy;
import io.millrace.worker.completion.Spent;
import io.millrace.worker.lease.Lease;
import io.millrace.worker.lease.Leases;
import io.millrace.worker.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Decides whether a failed attempt is made again. */
@Component
class Attempts {

  private static final Logger log = LoggerFactory.getLogger(Attempts.class);

  /** Where no provider may be asked and nobody knows for how long. */
  private static final Duration UNAVAILABLE = Duration.ofMillis(500);

  private final RetryPolicy policy;
  private final Leases leases;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random = new Random();

  Attempts(RetryPolicy policy, Leases leases, WorkerMetrics metrics, Clock clock) {
    this.policy = policy;
    this.leases = leases;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * What becomes of the record; empty if it has failed for good.
   *
   * @param closed how long no provider may be asked
   * @param spent what this attempt and those before it took
   */
  Mono<Disposition> afterFailure(
      Task task, Lease lease, CompletionException failure, Duration closed, Spent spent) {
    if (!failure.attempted() && failure.retriable()) {
      Duration wait = closed.compareTo(UNAVAILABLE) > 0 ? closed : UNAVAILABLE;
      metrics.postponed(task.record().topic());
      return leases
          .giveBack(lease, task.attempts())
          .thenReturn(new Disposition.Later(beforeDeadline(task, clock.instant().plus(wait))));
    }
    int made = task.attempts() + 1;
    Optional<Duration> wait = policy.next(made, failure, random);
    Instant next = clock.instant().plus(wait.orElse(Duration.ZERO));
    if (wait.isEmpty()
        || task.deadline().filter(deadline -> !next.isBefore(deadline)).isPresent()) {
      return Mono.empty();
    }
    log.atInfo()
        .addKeyValue("tenant", task.request().getTenant())
        .addKeyValue("request", task.request().getRequestId())
        .addKeyValue("attempts", made)
        .addKeyValue("code", failure.code())
        .addKeyValue("waitMs", wait.get().toMillis())
        .log("attempt failed, to be made again");
    metrics.retried(task.record().topic(), failure.code().toString());
    return Mono.just(new Disposition.Again(lease, made, next.toEpochMilli(), spent));
  }

  /** How it has failed: what another attempt could have mended is a dead letter. */
  Outcome failed(Task task, CompletionException failure) {
    int made = task.attempts() + (failure.attempted() ? 1 : 0);
    String code = failure.code().toString();
    String message = String.valueOf(failure.getMessage());
    return failure.retriable() && policy.next(made, failure, random).isEmpty()
        ? Outcome.dead(made, code, message)
        : Outcome.failed(made, code, message);
  }

  private static long beforeDeadline(Task task, Instant time) {
    return task.deadline().filter(time::isAfter).orElse(time).toEpochMilli();
  }
}
