package io.millrace.ingest.intake;

import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Problem;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * An event that is ready to be written, and what to answer once it is.
 *
 * @param event the event
 * @param answer made from the event and how it is stored
 * @param terms on which it is taken; null for what is neither limited nor known again
 * @param claim what it is known again by; null for nothing
 * @param onRefusal told why it is refused, if it is
 * @param door what it must get through besides; null for nothing
 */
public record Prepared(
    Event event,
    BiFunction<Event, Taken, Mono<ServerResponse>> answer,
    @Nullable Terms terms,
    @Nullable Claim claim,
    Consumer<Problem> onRefusal,
    @Nullable Door door) {

  private static final Consumer<Problem> NOBODY = problem -> {};

  public Prepared(Event event, BiFunction<Event, Taken, Mono<ServerResponse>> answer) {
    this(event, answer, null, null, NOBODY, null);
  }

  /** Answered with 202, the id and the position. */
  public static Prepared accepted(Event event) {
    return new Prepared(event, Accepted::answer);
  }

  /**
   * The same, limited and known again.
   *
   * @param body equal for equal bodies
   */
  public Prepared on(Terms terms, long body) {
    return new Prepared(event, answer, terms, Terms.claim(event, body), onRefusal, door);
  }

  /** The same, with somebody who is told of a refusal. */
  public Prepared onRefusal(Consumer<Problem> listener) {
    return new Prepared(event, answer, terms, claim, listener, door);
  }

  /** The same, behind a door. */
  public Prepared behind(Door through) {
    return new Prepared(event, answer, terms, claim, onRefusal, through);
  }
}
