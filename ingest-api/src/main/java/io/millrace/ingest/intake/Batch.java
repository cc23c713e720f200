package io.millrace.ingest.intake;

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
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.schemas.event.Position;
import java.util.ArrayList;
import java.util.List;
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

  /** An event that waits, or how it ended: a position or a problem. */
  private record Item(
      @Nullable Event event, @Nullable Position position, @Nullable Problem problem) {

    boolean taken() {
      return position != null;
    }
  }

  private final List<Item> items = new ArrayList<>();

  static Batch ofArray(byte[] body, BodySettings limits, Call call, EventReader reader) {
    Batch batch = new Batch();
    Json.forEachItem(body, limits, item -> batch.items.add(read(item, call, reader)));
    return batch.notEmpty();
  }

  static Batch ofLines(byte[] body, BodySettings limits, Call call, EventReader reader) {
    Batch batch = new Batch();
    Json.forEachLine(
        body,
        limits,
        line -> batch.items.add(read(line, call, reader)),
        problem -> batch.items.add(new Item(null, null, problem)));
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
          ? new Item(event, null, null)
          : new Item(null, null, Problem.schemaViolation(fields.errors()));
    } catch (Refusal refusal) {
      return new Item(null, null, refusal.problem());
    }
  }

  @Override
  public Mono<ServerResponse> write(EventKind kind, EventLog log, EventCounters counters) {
    return Mono.create(
        sink -> {
          AtomicReferenceArray<Item> settled = new AtomicReferenceArray<>(items.size());
          AtomicInteger left = new AtomicInteger(items.size());
          for (int i = 0; i < items.size(); i++) {
            int index = i;
            Item item = items.get(i);
            counters.received(kind);
            if (item.event() == null) {
              settled.set(i, item);
              if (item.problem() != null) {
                counters.refused(kind, item.problem());
              }
              if (left.decrementAndGet() == 0) {
                finish(settled, sink);
              }
            } else {
              log.append(
                  item.event(),
                  (position, problem) -> {
                    settled.set(index, new Item(item.event(), position, problem));
                    if (left.decrementAndGet() == 0) {
                      finish(settled, sink);
                    }
                  });
            }
          }
        });
  }

  private static void finish(AtomicReferenceArray<Item> items, MonoSink<ServerResponse> sink) {
    int taken = 0;
    int faults = 0;
    StringBuilder json = new StringBuilder(96 * items.length()).append("{\"results\":[");
    for (int i = 0; i < items.length(); i++) {
      Item item = items.get(i);
      taken += item.taken() ? 1 : 0;
      faults += item.problem() != null && item.problem().fault() ? 1 : 0;
      result(json.append(i == 0 ? "" : ","), i, item);
    }
    Problem first = items.get(0).problem();
    if (first != null && faults == items.length()) {
      sink.error(first.refusal());
    } else {
      sink.success(Answer.json(taken == items.length() ? 202 : 207, json.append("]}")));
    }
  }

  private static void result(StringBuilder json, int index, Item item) {
    json.append("{\"index\":").append(index).append(",\"status\":");
    if (item.event() != null && item.position() != null) {
      Accepted.fields(json.append("202,"), item.event(), item.position());
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
