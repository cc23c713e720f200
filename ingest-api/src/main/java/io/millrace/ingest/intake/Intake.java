package io.millrace.ingest.intake;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.TraceParent;
import io.millrace.ingest.fairness.Turn;
import io.millrace.ingest.fairness.Turns;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.BodySettings;
import io.millrace.ingest.http.ClientGone;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.json.Json;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.ratelimit.Limits;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * The way of every request: credential, size, schema, limits, deduplication, append, await the ack,
 * answer. Who is over a limit is refused before his body is read. Each event is counted once as
 * received and once by how it ended, whatever happens to the connection.
 */
public final class Intake {

  /** Turns a body into what is to be written and answered. */
  public interface PreparedReader {
    Prepared read(Fields body, Call call);
  }

  private final Authenticator authenticator;
  private final Turns turns;
  private final BodyReader bodies;
  private final BodySettings bodySettings;
  private final Limits limits;
  private final Writer writer;
  private final EventCounters counters;
  private final Clock clock;

  Intake(
      Authenticator authenticator,
      Turns turns,
      BodyReader bodies,
      BodySettings bodySettings,
      Limits limits,
      Writer writer,
      EventCounters counters,
      Clock clock) {
    this.authenticator = authenticator;
    this.turns = turns;
    this.bodies = bodies;
    this.bodySettings = bodySettings;
    this.limits = limits;
    this.writer = writer;
    this.counters = counters;
    this.clock = clock;
  }

  /** A request with one event in its JSON body. */
  public Mono<ServerResponse> one(
      ServerRequest request, Scope scope, EventKind kind, PreparedReader reader) {
    Turn turn = turns.turn();
    return write(
            kind,
            inTurn(
                turn,
                call(request, scope),
                call -> {
                  Terms terms = terms(call, kind);
                  ContentType.requireJson(request);
                  return parsed(bodies.read(request), body -> prepare(body, call, terms, reader));
                }))
        .doFinally(signal -> turn.end());
  }

  /** A request whose one event needs no body. */
  public Mono<ServerResponse> bodiless(
      ServerRequest request, Scope scope, EventKind kind, Function<Call, Prepared> reader) {
    return write(
        kind,
        call(request, scope)
            .map(
                call -> {
                  Terms terms = terms(call, kind);
                  Prepared prepared = reader.apply(call);
                  return prepared.on(terms, body(prepared.event(), call, 0));
                }));
  }

  /** A request with one event, a JSON array of events or a line of JSON for each. */
  public Mono<ServerResponse> oneOrMany(ServerRequest request, EventKind kind, EventReader reader) {
    Turn turn = turns.turn();
    return counted(
            kind,
            inTurn(
                turn,
                call(request, Scope.WRITE),
                call -> {
                  Terms terms = terms(call, kind);
                  if (ContentType.isLines(request)) {
                    return parsed(
                        bodies.readBatch(request),
                        body -> Batch.ofLines(body, bodySettings, call, terms, reader));
                  }
                  ContentType.requireJson(request);
                  return parsed(
                      bodies.readOneOrArray(request),
                      body -> oneOrArray(body, call, terms, reader));
                }))
        .flatMap(read -> read.write(kind, writer, counters))
        .doFinally(signal -> turn.end());
  }

  /** Writes and answers one event, however it was prepared. */
  public Mono<ServerResponse> write(EventKind kind, Mono<Prepared> prepared) {
    return counted(kind, prepared.doOnNext(ready -> counters.received(kind)))
        .flatMap(writer::write);
  }

  /** What the events of a request have in common. */
  public Envelope envelope(ServerRequest request, String tenant, Instant now) {
    HttpHeaders headers = request.exchange().getRequest().getHeaders();
    return new Envelope(tenant, now, TraceParent.of(headers.getFirst("traceparent")));
  }

  private Mono<Call> call(ServerRequest request, Scope scope) {
    return authenticator
        .require(request, scope)
        .map(
            principal ->
                new Call(
                    request, principal, envelope(request, principal.tenant(), clock.instant())));
  }

  /** What the caller is held to; refuses one who is known to be over it. */
  private Terms terms(Call call, EventKind kind) {
    Terms terms =
        new Terms(
            call.principal().tenant(),
            limits.of(call.request(), call.principal(), call.userId(), kind));
    Problem refused = writer.admission().refused(terms.limits());
    if (refused != null) {
      throw refused.refusal();
    }
    return terms;
  }

  private Readable oneOrArray(byte[] body, Call call, Terms terms, EventReader reader) {
    return Json.isArray(body)
        ? Batch.ofArray(body, bodySettings, call, terms, reader)
        : new Single(
            prepare(
                body, call, terms, (fields, c) -> Prepared.accepted(reader.read(fields, c, true))));
  }

  /** A body that is refused counts as much as one that is taken. */
  private Prepared prepare(byte[] body, Call call, Terms terms, PreparedReader reader) {
    try {
      return prepared(body, call, terms, reader);
    } catch (Refusal refusal) {
      writer.admission().count(terms.tenant(), terms.limits());
      throw refusal;
    }
  }

  private static Prepared prepared(byte[] body, Call call, Terms terms, PreparedReader reader) {
    Fields fields = Fields.of(Json.parse(body));
    Tenants.require(fields, call);
    Prepared prepared = reader.read(fields, call);
    if (!fields.errors().isEmpty()) {
      throw Problem.schemaViolation(fields.errors()).refusal();
    }
    return prepared.on(terms, body(prepared.event(), call, fields.fingerprint()));
  }

  /** What tells one event from another under the same id: body, path and, if it has one, author. */
  static long body(Event event, Call call, long fingerprint) {
    String author = event.kind().hasAuthor() ? call.userId() : null;
    long body = fingerprint * 31 + Arrays.hashCode(event.record().key());
    return body * 31 + (author == null ? 0 : author.hashCode());
  }

  /** Reads no body before it is the tenant's turn. */
  private static <T> Mono<T> inTurn(Turn turn, Mono<Call> call, Function<Call, Mono<T>> work) {
    return call.flatMap(
        made ->
            turn.take(
                "/" + made.principal().tenant(),
                made.request().exchange().getRequest().getHeaders().getContentLength(),
                () -> work.apply(made)));
  }

  private <T> Mono<T> parsed(Mono<byte[]> body, Function<byte[], T> parse) {
    return body.flatMap(bytes -> bodies.use(bytes, bytes.length, parse));
  }

  /** Counts what ends before there is an event to append: one received, one refused. */
  private <T> Mono<T> counted(EventKind kind, Mono<T> prepared) {
    return prepared
        .doOnError(fault -> refused(kind, problem(fault)))
        .doFinally(
            signal -> {
              if (signal == SignalType.CANCEL) {
                refused(kind, ClientGone.problem());
              }
            });
  }

  private void refused(EventKind kind, Problem problem) {
    counters.received(kind);
    counters.refused(kind, problem);
  }

  private static Problem problem(Throwable fault) {
    return fault instanceof Refusal refusal
        ? refusal.problem()
        : new Problem(500, "internal", "an error on our side");
  }
}
