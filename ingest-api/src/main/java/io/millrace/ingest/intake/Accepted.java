package io.millrace.ingest.intake;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.schemas.event.Position;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The answer to an event that Kafka has. */
public final class Accepted {

  private Accepted() {}

  static Mono<ServerResponse> answer(Event event, Position position) {
    StringBuilder json = fields(new StringBuilder(160).append('{'), event, position);
    return Mono.just(Answer.json(202, json.append('}')));
  }

  /** Appends {@code "id","duplicate","position"}. */
  public static StringBuilder fields(StringBuilder json, Event event, Position position) {
    JsonText.field(json, "id", event.id()).append(",\"duplicate\":false,");
    return JsonText.field(json, "position", position.toString());
  }
}
