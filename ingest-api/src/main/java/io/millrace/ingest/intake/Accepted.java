package io.millrace.ingest.intake;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The answer to an event that Kafka has. */
public final class Accepted {

  private Accepted() {}

  /** 202 with the fields below. */
  public static Mono<ServerResponse> answer(Event event, Taken taken) {
    StringBuilder json = fields(new StringBuilder(160).append('{'), event, taken);
    return Mono.just(Answer.json(202, json.append('}')));
  }

  /** Appends {@code "id","duplicate","position"}. */
  public static StringBuilder fields(StringBuilder json, Event event, Taken taken) {
    JsonText.field(json, "id", event.id()).append(",\"duplicate\":").append(taken.duplicate());
    return JsonText.field(json.append(','), "position", taken.position().toString());
  }
}
