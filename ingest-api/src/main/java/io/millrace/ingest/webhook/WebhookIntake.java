package io.millrace.ingest.webhook;

import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.fairness.Turn;
import io.millrace.ingest.fairness.Turns;
import io.millrace.ingest.http.Body;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verdict;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.Sources;
import java.time.Clock;
import java.time.Instant;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes deliveries. A refusal of a known source is counted for its owner to see. */
final class WebhookIntake {

  private final Intake intake;
  private final Sources sources;
  private final Turns turns;
  private final BodyReader bodies;
  private final Rejections rejections;
  private final Clock clock;

  WebhookIntake(
      Intake intake,
      Sources sources,
      Turns turns,
      BodyReader bodies,
      Rejections rejections,
      Clock clock) {
    this.intake = intake;
    this.sources = sources;
    this.turns = turns;
    this.bodies = bodies;
    this.rejections = rejections;
    this.clock = clock;
  }

  Mono<ServerResponse> take(ServerRequest request) {
    Turn turn = turns.turn();
    return intake
        .write(EventKind.WEBHOOK, Mono.defer(() -> prepare(request, turn)))
        .doFinally(signal -> turn.end());
  }

  private Mono<Prepared> prepare(ServerRequest request, Turn turn) {
    ConfiguredSource source = sources.find(request.pathVariable("sourceKey"));
    if (source == null) {
      throw new Problem(404, "unknown-source", "no source has this URL").refusal();
    }
    return delivery(request, source, turn)
        .doOnError(Refusal.class, refusal -> rejections.count(source.config(), refusal.problem()));
  }

  private Mono<Prepared> delivery(ServerRequest request, ConfiguredSource source, Turn turn) {
    if (source.config().getPaused()) {
      return Mono.error(
          new Problem(403, "source-paused", "this source is paused and takes nothing").refusal());
    }
    return turn.take(
        source.config().getSourceKey(),
        request.exchange().getRequest().getHeaders().getContentLength(),
        () ->
            bodies
                .readDelivery(request)
                .flatMap(
                    body ->
                        bodies.use(
                            body, body.plain().length, whole -> verified(request, source, whole))));
  }

  private Prepared verified(ServerRequest request, ConfiguredSource source, Body body) {
    HttpHeaders headers = request.exchange().getRequest().getHeaders();
    Instant now = clock.instant();
    Verdict verdict =
        source.verifier().verify(new Delivery(url(request), headers, body.plain(), now));
    if (verdict.problem() != null) {
      throw verdict.problem().refusal();
    }
    return Prepared.accepted(
        Deliveries.event(
            source, headers, body, intake.envelope(request, source.config().getTenant(), now)));
  }

  private static String url(ServerRequest request) {
    return request.exchange().getRequest().getURI().toString();
  }
}
