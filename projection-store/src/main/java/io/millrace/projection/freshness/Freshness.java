package io.millrace.projection.freshness;

import io.millrace.projection.http.Problem;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Answers from projections: waits for what {@code X-Read-After} names, at most as long as {@code
 * Prefer: wait=N} says, and tells in {@code X-Fresh-As-Of} how new the answer is, a refusal's too.
 * A projection that has seen nothing yet is as of 1970.
 */
@Component
public final class Freshness {

  /** The response header. */
  public static final String FRESH_AS_OF = "X-Fresh-As-Of";

  private static final String READ_AFTER = "X-Read-After";
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
  private static final Duration ONE_LOOK = Duration.ofMillis(100);
  private static final int MAX_WAIT_SECONDS = 30;
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,9})");

  private final Watermarks watermarks;

  Freshness(Watermarks watermarks) {
    this.watermarks = watermarks;
  }

  /** Answers 200 with a body made from one projection. */
  public Mono<ServerResponse> answer(
      ServerRequest request, ProjectionInputs projection, Supplier<Mono<?>> body) {
    return answer(request, List.of(projection), body);
  }

  /** Answers 200 with a body made from several projections. */
  public Mono<ServerResponse> answer(
      ServerRequest request, List<ProjectionInputs> projections, Supplier<Mono<?>> body) {
    List<Position> after = positions(request, projections);
    Mono<Snapshot> state =
        after.isEmpty()
            ? watermarks.recent()
            : covering(projections, after)
                .timeout(wait(request, DEFAULT_WAIT), Mono.error(() -> notYetVisible(after)));
    return state
        .doOnNext(snapshot -> tell(request, snapshot.freshAsOf(projections).toString()))
        .<Object>flatMap(
            snapshot ->
                snapshot.ofPrimary()
                    ? ReadDatabase.on(Server.PRIMARY, body.get().cast(Object.class))
                    : body.get())
        .flatMap(content -> ServerResponse.ok().bodyValue(content));
  }

  /** How new an answer is that is read from now on, from this server. */
  public Mono<Instant> asOf(ProjectionInputs projection, Server server) {
    return watermarks.recentOf(server).map(snapshot -> snapshot.freshAsOf(List.of(projection)));
  }

  /** Tells how new an answer is, a refusal's too. */
  public static void tell(ServerRequest request, String asOf) {
    request.exchange().getResponse().getHeaders().set(FRESH_AS_OF, asOf);
  }

  /** Whether the answer must cover a position; if not, {@link #answer} need not be used. */
  public static boolean isAwaited(HttpHeaders headers) {
    return headers.containsHeader(READ_AFTER);
  }

  /** How long the caller would wait, as {@code Prefer: wait=N} says. */
  public static Duration wait(ServerRequest request, Duration otherwise) {
    for (String preference : request.headers().header("Prefer")) {
      Matcher wait = WAIT.matcher(preference);
      if (wait.find()) {
        int seconds = Math.min(Integer.parseInt(wait.group(1)), MAX_WAIT_SECONDS);
        return seconds == 0 ? ONE_LOOK : Duration.ofSeconds(seconds);
      }
    }
    return otherwise;
  }

  /** An event that waits on disk has no position to look for yet. */
  private Mono<Snapshot> covering(List<ProjectionInputs> projections, List<Position> after) {
    return after.contains(Position.SPOOLED)
        ? Mono.never()
        : watermarks.covering(projections, after);
  }

  private static List<Position> positions(
      ServerRequest request, List<ProjectionInputs> projections) {
    return request.headers().header(READ_AFTER).stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(text -> position(text.strip(), projections))
        .toList();
  }

  private static Position position(String text, List<ProjectionInputs> projections) {
    Position position;
    try {
      position = Position.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badParameter(READ_AFTER, text + " (expected: topic-partition@offset)")
          .refusal();
    }
    if (position.equals(Position.SPOOLED)) {
      return position;
    }
    if (projections.stream().noneMatch(one -> one.inputs().contains(position.topic()))) {
      throw Problem.badParameter(READ_AFTER, "this answer does not depend on " + position.topic())
          .refusal();
    }
    return position;
  }

  private static RuntimeException notYetVisible(List<Position> after) {
    return Problem.of(
            HttpStatus.GATEWAY_TIMEOUT,
            "not-yet-visible",
            "not there yet: " + String.join(", ", after.stream().map(Position::toString).toList()))
        .refusal();
  }
}
