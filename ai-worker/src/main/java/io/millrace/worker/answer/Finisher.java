package io.millrace.worker.answer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.worker.completion.Spent;
import io.millrace.worker.lease.Ending;
import io.millrace.worker.lease.Ending.End;
import io.millrace.worker.lease.Finish;
import io.millrace.worker.lease.Lease;
import io.millrace.worker.lease.LeaseStore;
import io.millrace.worker.lease.Leases;
import io.millrace.worker.lease.Place;
import io.millrace.worker.lease.Tail;
import io.millrace.worker.metrics.WorkerMetrics;
import io.millrace.worker.result.ResultPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Gives a request its one result: first in Redis, where the first one stays, then in Kafka, and
 * after that its record is done.
 */
@Component
class Finisher {

  private static final Logger log = LoggerFactory.getLogger(Finisher.class);
  private static final String CONSUMER = "ai-worker";

  /** Redis may have done it although it did not say so: asked again, it says. */
  private static final Retry AGAIN = Retry.fixedDelay(2, Duration.ofMillis(100));

  /** After a lease was lost: whoever has it is at work. */
  private static final Duration LOST = Duration.ofMillis(500);

  private final LeaseStore store;
  private final Leases leases;
  private final ResultPublisher results;
  private final WorkerMetrics metrics;
  private final AnswerSettings settings;
  private final Clock clock;

  Finisher(
      LeaseStore store,
      Leases leases,
      ResultPublisher results,
      WorkerMetrics metrics,
      AnswerSettings settings,
      Clock clock) {
    this.store = store;
    this.leases = leases;
    this.results = results;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Ends a request.
   *
   * @param unwritten what its stream is still to be told before the end
   */
  Mono<Disposition> finish(Task task, Lease lease, Outcome outcome, Instant start, Tail unwritten) {
    Instant now = clock.instant();
    Duration waited = RequestTimes.span(Instant.ofEpochMilli(task.admittedMs()), start);
    AiResult result = Results.result(task, outcome, waited, RequestTimes.span(start, now), now);
    Outcome written = outcome;
    if (!Results.fits(result)) {
      result = Results.withoutAnswer(result);
      written = failed(outcome, result);
    }
    if (!Results.fits(result)) {
      result = Results.bare(result);
      written = failed(outcome, result);
    }
    Mono<Void> parked =
        written.end() == End.DEAD
            ? deadLetter(task.record(), written.errorCode() + ": " + written.errorMessage())
            : Mono.empty();
    return parked.then(store(task, lease, written, result, unwritten));
  }

  private static Outcome failed(Outcome outcome, AiResult result) {
    String code = result.getErrorCode();
    Outcome failed =
        code.equals(Outcome.REQUEST_TOO_LARGE)
            ? Outcome.dead(outcome.attempts(), code, result.getErrorMessage())
            : Outcome.failed(outcome.attempts(), code, result.getErrorMessage());
    return failed.took(outcome.spent());
  }

  /** Parks a record; completes when that is written. */
  Mono<Void> deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
    return deadLetter(record, new DeadRequestException(reason));
  }

  Mono<Void> deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable why) {
    return Mono.fromFuture(() -> results.deadLetter(record, CONSUMER, why))
        .doOnSuccess(
            done -> {
              metrics.deadLettered(record.topic());
              log.atWarn()
                  .addKeyValue("topic", record.topic())
                  .addKeyValue("partition", record.partition())
                  .addKeyValue("offset", record.offset())
                  .addKeyValue("reason", String.valueOf(why.getMessage()))
                  .log("record dead lettered");
            });
  }

  private Mono<Disposition> store(
      Task task, Lease lease, Outcome outcome, AiResult result, Tail unwritten) {
    Tail tail = outcome.answer() == null ? Tail.NONE : unwritten;
    Ending ending =
        new Ending(result, outcome.end(), cost(outcome.spent()), tail.with(Results.end(result)));
    return store
        .finish(lease, ending)
        .retryWhen(AGAIN)
        .onErrorResume(
            fault -> {
              leases.finishLater(lease, ending);
              return Mono.just(new Finish.Stored());
            })
        .flatMap(
            done -> {
              if (done instanceof Finish.Lost
                  || done instanceof Finish.Ended ended && Results.voids(task, ended.result())) {
                leases.release(lease);
                metrics.postponed(task.record().topic());
                return Mono.just(new Disposition.Later(clock.millis() + LOST.toMillis()));
              }
              if (done instanceof Finish.Ended ended) {
                leases.release(lease);
                return ended.published()
                    ? skip(task)
                    : publishAgain(task, lease.place(), ended.result());
              }
              return publish(task, lease.place(), result)
                  .doOnNext(published -> leases.release(lease));
            });
  }

  /** Who is the first to know that Kafka has a result counts it. */
  private Mono<Disposition> publish(Task task, Place place, AiResult result) {
    return Mono.fromFuture(() -> results.publish(result))
        .then(store.published(place))
        .map(
            first -> {
              if (first) {
                metrics.finished(
                    task.record().topic(), task.lane(), Results.outcome(result), result);
                logFinished(task, result);
              } else {
                metrics.skipped(task.record().topic());
              }
              return new Disposition.Done();
            });
  }

  /** A result whose record Kafka may not have: readers take the first. */
  Mono<Disposition> publishAgain(Task task, Place place, ByteString stored) {
    return Mono.fromCallable(() -> AiResult.parseFrom(stored))
        .flatMap(result -> publish(task, place, result))
        .onErrorResume(
            InvalidProtocolBufferException.class,
            unreadable -> {
              log.error("a result in Redis is none", unreadable);
              return store.published(place).then(skip(task));
            });
  }

  /** Another record of it has all that this one asks for. */
  Mono<Disposition> skip(Task task) {
    metrics.skipped(task.record().topic());
    return Mono.just(new Disposition.Done());
  }

  private long cost(Spent spent) {
    Long cost =
        settings
            .prices()
            .costMicros(
                spent.model(), spent.usage().promptTokens(), spent.usage().completionTokens());
    return cost == null ? 0 : cost;
  }

  private void logFinished(Task task, AiResult result) {
    log.atInfo()
        .addKeyValue("tenant", result.getTenant())
        .addKeyValue("request", result.getRequestId())
        .addKeyValue("priority", task.lane())
        .addKeyValue("outcome", Results.outcome(result))
        .addKeyValue("model", result.getModel())
        .addKeyValue("provider", result.getProvider())
        .addKeyValue("attempts", result.getAttempts())
        .addKeyValue("durationMs", result.getWaitMs() + result.getProcessMs())
        .addKeyValue("queueWaitMs", result.getWaitMs())
        .addKeyValue("processMs", result.getProcessMs())
        .addKeyValue("tokens", result.getUsage().getTotalTokens())
        .log("request finished");
  }
}
