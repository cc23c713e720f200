package io.millrace.ingest.intake;

import io.millrace.ingest.event.Event;
import io.millrace.schemas.event.Position;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * An event that is ready to be written, and what to answer once it is.
 *
 * @param event the event
 * @param answer made from the event and its position
 */
public record Prepared(Event event, BiFunction<Event, Position, Mono<ServerResponse>> answer) {

  /** Answered with 202, the id and the position. */
  public static Prepared accepted(Event event) {
    return new Prepared(event, Accepted::answer);
  }

  /** Answered likewise, once the listener was told; it must not throw. */
  public static Prepared accepted(Event event, BiConsumer<Event, Position> listener) {
    return new Prepared(
        event,
        (appended, position) -> {
          listener.accept(appended, position);
          return Accepted.answer(appended, position);
        });
  }
}
