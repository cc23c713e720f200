package io.millrace.ingest.intake;

import io.millrace.ingest.admission.Admission;
import io.millrace.ingest.admission.Verdict;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.dedupe.Earlier;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Headed;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.ratelimit.Allowance;
import io.millrace.schemas.event.Position;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Takes events that are ready: limit, deduplication, append, ack. What was counted as received is
 * counted here by how it ended.
 */
final class Writer {

  /** Told once how an event ended: exactly one of the two is there. */
  interface Callback {
    void done(@Nullable Taken taken, @Nullable Problem problem);
  }

  private final Admission admission;
  private final EventLog log;
  private final EventCounters counters;

  Writer(Admission admission, EventLog log, EventCounters counters) {
    this.admission = admission;
    this.log = log;
    this.counters = counters;
  }

  /** Writes one event and answers. Subscribe once. */
  Mono<ServerResponse> write(Prepared ready) {
    return Mono.<Mono<ServerResponse>>create(sink -> begin(ready, sink))
        .flatMap(Function.identity());
  }

  private void begin(Prepared ready, MonoSink<Mono<ServerResponse>> sink) {
    Terms terms = ready.terms();
    if (terms == null) {
      store(
          ready.event(),
          (position, problem) -> {},
          (taken, problem) -> end(ready, sink, taken, problem, null));
      return;
    }
    @Nullable Claim[] claims = {ready.claim()};
    admission.check(
        terms.tenant(), terms.limits(), claims, verdict -> decided(ready, terms, verdict, sink));
  }

  private void decided(
      Prepared ready, Terms terms, Verdict verdict, MonoSink<Mono<ServerResponse>> sink) {
    Allowance allowance = verdict.allowance();
    if (allowance.allowed() == 0) {
      Problem problem = allowance.problem();
      counters.refused(ready.event().kind(), problem);
      end(ready, sink, null, problem, null);
      return;
    }
    settle(
        ready.event(),
        terms,
        ready.claim(),
        verdict.earlier(0),
        ready.door(),
        (taken, problem) -> end(ready, sink, taken, problem, allowance));
  }

  /** Those who are to know how an event ended are told even if nobody waits for the answer. */
  private static void end(
      Prepared ready,
      MonoSink<Mono<ServerResponse>> sink,
      @Nullable Taken taken,
      @Nullable Problem problem,
      @Nullable Allowance allowance) {
    sink.success(answer(ready, taken, problem, allowance));
  }

  private static Mono<ServerResponse> answer(
      Prepared ready,
      @Nullable Taken taken,
      @Nullable Problem problem,
      @Nullable Allowance allowance) {
    if (problem != null) {
      ready.onRefusal().accept(problem);
      return Mono.error((allowance == null ? problem : allowance.on(problem)).refusal());
    }
    if (taken == null) {
      return Mono.error(new IllegalStateException("an event ended in no way"));
    }
    Mono<ServerResponse> answer = ready.answer().apply(ready.event(), taken);
    return allowance == null
        ? answer
        : answer.doOnNext(
            response -> {
              if (response instanceof Headed shown) {
                allowance.show(shown);
              }
            });
  }

  /**
   * Stores an event that its limits let through, unless it is known to be stored or to contradict
   * what is.
   */
  void settle(
      Event event,
      Terms terms,
      @Nullable Claim claim,
      @Nullable Earlier earlier,
      @Nullable Door door,
      Callback callback) {
    if (earlier != null) {
      Problem conflict = earlier.conflict();
      if (conflict != null) {
        counters.refused(event.kind(), conflict);
        callback.done(null, conflict);
        return;
      }
      if (earlier.position() != null) {
        counters.duplicate(event.kind());
        callback.done(new Taken(earlier.position(), true), null);
        return;
      }
    }
    EventLog.Callback noter =
        (position, problem) -> {
          if (claim != null) {
            note(terms.tenant(), claim, earlier == null, position);
          }
        };
    if (door == null) {
      store(event, noter, callback);
    } else {
      door.enter(refusal -> entered(event, door, refusal, noter, callback));
    }
  }

  private void entered(
      Event event,
      Door door,
      @Nullable Problem refusal,
      EventLog.Callback noter,
      Callback callback) {
    if (refusal != null) {
      counters.refused(event.kind(), refusal);
      noter.done(null, refusal);
      callback.done(null, refusal);
      return;
    }
    store(
        event,
        (position, problem) -> {
          noter.done(position, problem);
          door.settled(problem);
        },
        callback);
  }

  private void store(Event event, EventLog.Callback noter, Callback callback) {
    log.append(
        event,
        (position, problem) -> {
          noter.done(position, problem);
          callback.done(position == null ? null : new Taken(position, false), problem);
        });
  }

  /**
   * What is taken but has no place in its topic yet stays claimed: the same again is stored. So
   * does what another request has claimed.
   */
  private void note(String tenant, Claim claim, boolean own, @Nullable Position position) {
    if (position == null) {
      if (own) {
        admission.released(tenant, claim);
      }
    } else if (position.offset() >= 0) {
      admission.stored(tenant, claim, position);
    }
  }

  Admission admission() {
    return admission;
  }
}
