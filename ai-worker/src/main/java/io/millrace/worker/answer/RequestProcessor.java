package io.millrace.worker.answer;

import com.google.protobuf.ByteString;
import io.millrace.worker.completion.CompletionClient;
import io.millrace.worker.completion.CompletionException;
import io.millrace.worker.completion.Meter;
import io.millrace.worker.completion.Prompt;
import io.millrace.worker.completion.Spent;
import io.millrace.worker.completion.Terms;
import io.millrace.worker.lease.Begin;
import io.millrace.worker.lease.Begin.Begun;
import io.millrace.worker.lease.Lane;
import io.millrace.worker.lease.Lease;
import io.millrace.worker.lease.LeaseStore;
import io.millrace.worker.lease.Leases;
import io.millrace.worker.lease.Place;
import io.millrace.worker.lease.Stop;
import io.millrace.worker.lease.Tail;
import io.millrace.worker.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One begin of a request, from its record to what becomes of that. Never blocks. */
@Component
public class RequestProcessor {

  private static final Logger log = LoggerFactory.getLogger(RequestProcessor.class);

  /** How soon a request that somebody else works on is looked at again, at the latest. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private static final Duration SOON = Duration.ofMillis(50);

  private final CompletionClient model;
  private final LeaseStore store;
  private final Leases leases;
  private final Finisher finisher;
  private final Attempts attempts;
  private final WorkerMetrics metrics;
  private final AnswerSettings settings;
  private final Clock clock;

  RequestProcessor(
      CompletionClient model,
      LeaseStore store,
      Leases leases,
      Finisher finisher,
      Attempts attempts,
      WorkerMetrics metrics,
      AnswerSettings settings,
      Clock clock) {
    this.model = model;
    this.store = store;
    this.leases = leases;
    this.finisher = finisher;
    this.attempts = attempts;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
  }

  /** How long no provider will be asked for it; zero if it may be begun. */
  public Duration closedFor(Task task) {
    return model.closedFor(terms(task));
  }

  /**
   * Completes when Kafka has what came of it. Whatever goes wrong with a request ends somehow: a
   * slot that is never freed would hold up its whole partition.
   *
   * @param alone whether nothing else is in work
   * @param hurry why it is to be ended without a call; null if it is not
   */
  public Mono<Disposition> process(Task task, boolean alone, @Nullable Hurry hurry) {
    metrics.begun(task.record().topic());
    Place place = task.place();
    SerializationException poison = task.poison();
    Mono<Disposition> work =
        place == null
            ? park(task, poison == null ? new DeadRequestException("no ids") : poison)
            : begin(task, place, alone || hurry != null || poison != null)
                .flatMap(begin -> go(task, place, begin, hurry));
    return work.onErrorResume(error -> unforeseen(task, error)).doFinally(signal -> metrics.left());
  }

  private Mono<Begin> begin(Task task, Place place, boolean alone) {
    return (task.redrive().isEmpty()
            ? store.begin(place, task.attempts(), alone)
            : redrive(task, place, alone))
        .onErrorResume(
            away -> {
              metrics.withoutLease();
              log.debug("begun without a lease", away);
              return Mono.just(new Begun(new Lease(place, 0), true, false, false));
            });
  }

  private Mono<Begin> redrive(Task task, Place place, boolean alone) {
    int before = task.attempts();
    return store
        .redrive(place, before, alone, task.redrive(), ByteString.EMPTY)
        .flatMap(
            begin ->
                begin instanceof Begin.Ended ended && Results.voids(task, ended.result())
                    ? store.redrive(place, before, alone, task.redrive(), ended.result())
                    : Mono.just(begin));
  }

  private Mono<Disposition> go(Task task, Place place, Begin begin, @Nullable Hurry hurry) {
    String topic = task.record().topic();
    if (begin instanceof Begun begun) {
      return work(task, begun, hurry);
    }
    if (begin instanceof Begin.Held held) {
      metrics.postponed(topic);
      return Mono.just(new Disposition.Later(lookAgain(held.untilMs())));
    }
    if (begin instanceof Begin.Suspect) {
      metrics.postponed(topic);
      return Mono.just(new Disposition.Alone());
    }
    if (begin instanceof Begin.Ended ended && !ended.published()) {
      return finisher.publishAgain(task, place, ended.result());
    }
    return finisher.skip(task);
  }

  private long lookAgain(long heldUntilMs) {
    long now = clock.millis();
    return Math.min(Math.max(heldUntilMs, now + SOON.toMillis()), now + LOOK_AGAIN.toMillis());
  }

  private Mono<Disposition> work(Task task, Begun begun, @Nullable Hurry hurry) {
    Instant start = clock.instant();
    Mono<Stop> stop = leases.hold(begun.lease());
    Outcome outcome = withoutCall(task, begun, hurry, start);
    return outcome == null
        ? call(task, begun, start, stop)
        : finisher.finish(task, begun.lease(), outcome.took(task.spent()), start, Tail.NONE);
  }

  private static @Nullable Outcome withoutCall(
      Task task, Begun begun, @Nullable Hurry hurry, Instant now) {
    int before = task.attempts();
    if (task.poison() != null) {
      return Outcome.dead(before, "unreadable", String.valueOf(task.poison().getMessage()));
    }
    if (begun.cancelled() || hurry == Hurry.CANCELLED) {
      return Outcome.cancelled(before);
    }
    if (begun.crashLoop()) {
      return Outcome.dead(before, Outcome.CRASH_LOOP, "begun too often without coming to an end");
    }
    if (!task.timesValid()) {
      return Outcome.failed(
          before, Outcome.INVALID_REQUEST, "deadline and admitted_at must be in years 1 to 9999");
    }
    if (task.deadline().isPresent() && !task.deadline().get().isAfter(now)) {
      return Outcome.expired(before, "the deadline passed before the work began");
    }
    if (task.request().getMessagesCount() == 0) {
      return Outcome.failed(before, Outcome.INVALID_REQUEST, "the request has no messages");
    }
    return null;
  }

  private Mono<Disposition> call(Task task, Begun begun, Instant start, Mono<Stop> stop) {
    Lease lease = begun.lease();
    TokenWriter writer =
        new TokenWriter(
            store,
            lease,
            begun.written(),
            Schedulers.parallel(),
            () -> leases.stop(lease.place().request(), Stop.LOST));
    writer.start();
    Meter meter = new Meter(task.spent());
    Mono<Object> answer =
        model.stream(prompt(task), meter)
            .doOnNext(writer::add)
            .collect(Answer::new, Answer::add)
            .filter(whole -> whole.end() != null)
            .switchIfEmpty(Mono.error(() -> new IllegalStateException("no end of an answer")))
            .cast(Object.class);
    if (task.deadline().isPresent()) {
      answer = answer.timeout(Duration.between(start, task.deadline().get()));
    }
    return Mono.firstWithSignal(
            answer.onErrorResume(Mono::just).subscribeOn(Schedulers.parallel()),
            stop.cast(Object.class))
        .flatMap(
            end ->
                writer
                    .close()
                    .flatMap(
                        unwritten -> ended(task, lease, end, start, unwritten, meter.spent())));
  }

  private Mono<Disposition> ended(
      Task task, Lease lease, Object end, Instant start, Tail unwritten, Spent spent) {
    int made = task.attempts() + 1;
    if (end instanceof Answer answer) {
      Outcome answered = Outcome.answered(made, answer).took(spent);
      return finisher.finish(task, lease, answered, start, unwritten);
    }
    if (end == Stop.CANCELLED) {
      return finisher.finish(task, lease, Outcome.cancelled(made).took(spent), start, Tail.NONE);
    }
    if (end instanceof Stop) {
      metrics.postponed(task.record().topic());
      return leases
          .giveBack(lease, task.attempts())
          .thenReturn(new Disposition.Later(clock.millis() + SOON.toMillis()));
    }
    if (end instanceof CompletionException refused) {
      Duration closed = refused.attempted() ? Duration.ZERO : closedFor(task);
      return attempts
          .afterFailure(task, lease, refused, closed, spent)
          .switchIfEmpty(
              Mono.defer(
                  () -> {
                    Outcome failed = attempts.failed(task, refused).took(spent);
                    return finisher.finish(task, lease, failed, start, Tail.NONE);
                  }));
    }
    Outcome outcome;
    if (end instanceof TimeoutException) {
      outcome = Outcome.expired(made, "the deadline passed before the model answered");
    } else {
      log.error("the call failed in a way nobody foresaw", (Throwable) end);
      outcome = Outcome.failed(made, Outcome.INTERNAL_ERROR, "the worker failed");
    }
    return finisher.finish(task, lease, outcome.took(spent), start, Tail.NONE);
  }

  private Prompt prompt(Task task) {
    List<Prompt.Message> messages =
        task.request().getMessagesList().stream()
            .map(message -> new Prompt.Message(message.getRole(), message.getContent()))
            .toList();
    return new Prompt(
        task.request().getModel(),
        messages,
        task.request().hasMaxTokens()
            ? OptionalInt.of(task.request().getMaxTokens())
            : OptionalInt.empty(),
        task.request().getOpenai(),
        terms(task));
  }

  private Terms terms(Task task) {
    return new Terms(task.lane() == Lane.HIGH, task.deadline(), settings.requestTimeout());
  }

  /** Nobody knows whose request it is, so nobody can be told. */
  private Mono<Disposition> park(Task task, Throwable why) {
    return finisher
        .deadLetter(task.record(), why)
        .then(
            Mono.fromSupplier(
                () -> {
                  metrics.unknown(task.record().topic());
                  return new Disposition.Done();
                }));
  }

  private Mono<Disposition> unforeseen(Task task, Throwable error) {
    log.error("a request failed in a way nobody foresaw", error);
    Place place = task.place();
    if (place == null) {
      return park(task, error);
    }
    leases.drop(place.request());
    Outcome outcome =
        Outcome.dead(task.attempts(), Outcome.INTERNAL_ERROR, error.toString()).took(task.spent());
    return finisher
        .finish(task, new Lease(place, 0), outcome, clock.instant(), Tail.NONE)
        .onErrorResume(again -> park(task, again));
  }
}
