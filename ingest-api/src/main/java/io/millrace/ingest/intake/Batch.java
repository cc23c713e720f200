package io.millrace.ingest.intake;

import io.millrace.ingest.admission.Verdict;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.BodySettings;
import io.millrace.ingest.http.FieldError;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.json.Json;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.ratelimit.Allowance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import tools.jackson.databind.JsonNode;

/**
 * The events of one request, in order. Each stands for itself: one that is wrong does not keep the
 * others out.
 */
final class Batch implements Readable {

  /** Events that are checked together; Redis is not kept from others for longer. */
  private static final int CHUNK = 250;

  /** An event that waits, or how it ended: taken or with a problem. */
  private record Item(
      @Nullable Event event,
      @Nullable Claim claim,
      @Nullable Taken taken,
      @Nullable Problem problem) {

    Item(Problem problem) {
      this(null, null, null, problem);
    }
  }

  private final Terms terms;
  private final List<Item> items = new ArrayList<>();

  private Batch(Terms terms) {
    this.terms = terms;
  }

  static Batch ofArray(
      byte[] body, BodySettings limits, Call call, Terms terms, EventReader reader) {
    Batch batch = new Batch(terms);
    Json.forEachItem(body, limits, item -> batch.items.add(read(item, call, reader)));
    return batch.notEmpty();
  }

  static Batch ofLines(
      byte[] body, BodySettings limits, Call call, Terms terms, EventReader reader) {
    Batch batch = new Batch(terms);
    Json.forEachLine(
        body,
        limits,
        line -> batch.items.add(read(line, call, reader)),
        problem -> batch.items.add(new Item(problem)));
    return batch.notEmpty();
  }

  private Batch notEmpty() {
    if (items.isEmpty()) {
      throw Problem.schemaViolation(List.of(new FieldError("", "expected at least one item")))
          .refusal();
    }
    return this;
  }

  private static Item read(JsonNode node, Call call, EventReader reader) {
    try {
      Fields fields = Fields.of(node);
      Tenants.require(fields, call);
      Event event = reader.read(fields, call, false);
      return fields.errors().isEmpty()
          ? new Item(event, claim(event, call, fields), null, null)
          : new Item(Problem.schemaViolation(fields.errors()));
    } catch (Refusal refusal) {
      return new Item(refusal.problem());
    }
  }

  private static @Nullable Claim claim(Event event, Call call, Fields fields) {
    return Terms.claim(event, Intake.body(event, call, fields.fingerprint()));
  }

  @Override
  public Mono<ServerResponse> write(EventKind kind, Writer writer, EventCounters counters) {
    return Mono.create(sink -> new Settling(kind, writer, counters, sink).begin());
  }

  /** Settles all items and answers with how each ended. */
  private final class Settling {

    private final EventKind kind;
    private final Writer writer;
    private final EventCounters counters;
    private final MonoSink<ServerResponse> sink;
    private final AtomicReferenceArray<Item> settled = new AtomicReferenceArray<>(items.size());
    private final AtomicInteger left = new AtomicInteger(items.size());
    private volatile @Nullable Allowance allowance;

    Settling(EventKind kind, Writer writer, EventCounters counters, MonoSink<ServerResponse> sink) {
      this.kind = kind;
      this.writer = writer;
      this.counters = counters;
      this.sink = sink;
    }

    void begin() {
      items.forEach(item -> counters.received(kind));
      for (int from = 0; from < items.size(); from += CHUNK) {
        check(from, Math.min(items.size(), from + CHUNK));
      }
    }

    /** An item that is wrong counts towards the limits as one that is right. */
    private void check(int from, int to) {
      @Nullable Claim[] claims = new Claim[to - from];
      for (int i = from; i < to; i++) {
        claims[i - from] = items.get(i).claim();
      }
      writer
          .admission()
          .check(terms.tenant(), terms.limits(), claims, verdict -> decided(from, to, verdict));
    }

    private void decided(int from, int to, Verdict verdict) {
      allowance = verdict.allowance();
      for (int i = from; i < to; i++) {
        int index = i;
        Item item = items.get(i);
        Event event = item.event();
        if (i - from >= verdict.allowance().allowed()) {
          refuse(index, verdict.allowance().problem());
        } else if (event == null) {
          refuse(index, Objects.requireNonNull(item.problem()));
        } else {
          writer.settle(
              event,
              terms,
              item.claim(),
              verdict.earlier(i - from),
              null,
              (taken, problem) -> settle(index, new Item(event, null, taken, problem)));
        }
      }
    }

    private void refuse(int index, Problem problem) {
      counters.refused(kind, problem);
      settle(index, new Item(problem));
    }

    private void settle(int index, Item item) {
      settled.set(index, item);
      if (left.decrementAndGet() == 0) {
        finish();
      }
    }

    private void finish() {
      int taken = 0;
      boolean none = true;
      StringBuilder json = new StringBuilder(96 * settled.length()).append("{\"results\":[");
      for (int i = 0; i < settled.length(); i++) {
        Item item = settled.get(i);
        taken += item.taken() == null ? 0 : 1;
        none &=
            item.problem() != null && (item.problem().fault() || item.problem().status() == 429);
        result(json.append(i == 0 ? "" : ","), i, item);
      }
      Problem first = settled.get(0).problem();
      if (first != null && none) {
        sink.error(first.refusal());
        return;
      }
      Answer answer = Answer.json(taken == settled.length() ? 202 : 207, json.append("]}"));
      Allowance last = allowance;
      if (last != null) {
        last.show(answer);
      }
      sink.success(answer);
    }
  }

  private static void result(StringBuilder json, int index, Item item) {
    json.append("{\"index\":").append(index).append(",\"status\":");
    if (item.event() != null && item.taken() != null) {
      Accepted.fields(json.append("202,"), item.event(), item.taken());
    } else if (item.problem() != null) {
      Problem problem = item.problem();
      JsonText.field(json.append(problem.status()).append(','), "code", problem.code());
      JsonText.field(json.append(','), "detail", problem.detail());
      if (!problem.errors().isEmpty()) {
        JsonText.errors(json.append(','), problem);
      }
    }
    json.append('}');
  }
}
