package io.millrace.ingest.ai;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.intake.Accepted;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.queue.Entrance;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** An event that the model is to answer. */
public final class Queued {

  private Queued() {}

  /** Behind its door, and answered with how many wait and where the answer will be. */
  public static Prepared behind(Entrance entrance, Event event, AiSettings settings) {
    return new Prepared(
            event,
            (stored, taken) -> {
              StringBuilder json = new StringBuilder(256).append('{');
              Accepted.fields(json, stored, entrance.taken(taken));
              json.append(",\"queueDepth\":").append(entrance.depth());
              JsonText.field(
                  json.append(','),
                  "streamUrl",
                  settings.streamUrl(entrance.entrant().requestId()));
              return Mono.<ServerResponse>just(Answer.json(202, json.append('}')));
            })
        .behind(entrance);
  }
}
