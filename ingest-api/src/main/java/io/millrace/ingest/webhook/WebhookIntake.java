package io.millrace.ingest.webhook;

import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verdict;
import io.millrace.ingest.signature.Verifiers;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.Sources;
import java.time.Clock;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes deliveries. A refusal of a known source is counted for its owner to see. */
final class WebhookIntake {

  private final Intake intake;
  private final Sources sources;
  private final BodyReader bodies;
  private final Rejections rejections;
  private final EventCounters counters;
  private final Clock clock;
  private final String publicUrl;

  /**
   * Creates an intake.
   *
   * @param publicUrl where senders reach this app, without a slash at the end
   */
  WebhookIntake(
      Intake intake,
      Sources sources,
      BodyReader bodies,
      Rejections rejections,
      EventCounters counters,
      Clock clock,
      String publicUrl) {
    this.intake = intake;
    this.sources = sources;
    this.bodies = bodies;
    this.rejections = rejections;
    this.counters = counters;
    this.clock = clock;
    this.publicUrl = publicUrl;
  }

  Mono<ServerResponse> take(ServerRequest request) {
    return intake.write(EventKind.WEBHOOK, Mono.defer(() -> prepare(request)));
  }

  private Mono<Prepared> prepare(ServerRequest request) {
    ConfiguredSource source = sources.find(request.pathVariable("sourceKey"));
    if (source == null) {
      throw new Problem(404, "unknown-source", "no source has this URL").refusal();
    }
    return delivery(request, source)
        .doOnError(Refusal.class, refusal -> rejections.count(source.config(), refusal.problem()));
  }

  private Mono<Prepared> delivery(ServerRequest request, ConfiguredSource source) {
    if (source.config().getPaused()) {
      return Mono.error(
          new Problem(403, "source-paused", "this source is paused and takes nothing").refusal());
    }
    Mono<byte[]> read =
        source.verifier().slow()
            ? bodies.read(request).publishOn(Schedulers.parallel())
            : bodies.read(request);
    return source.config().getScheme().equals(Verifiers.SLACK)
        ? read.flatMap(body -> slack(request, verified(request, source, body), source))
        : read.map(body -> event(request, verified(request, source, body), source));
  }

  /** The delivery, which is genuine. */
  private Delivery verified(ServerRequest request, ConfiguredSource source, byte[] body) {
    ServerHttpRequest http = request.exchange().getRequest();
    Delivery delivery =
        new Delivery(publicUrl, http.getURI(), http.getHeaders(), body, clock.instant());
    Verdict verdict = source.verifier().verify(delivery);
    if (verdict.problem() != null) {
      throw verdict.problem().refusal();
    }
    if (verdict.oldSecret()) {
      counters.oldSecret(source.config().getScheme());
    }
    return delivery;
  }

  private Prepared event(ServerRequest request, Delivery delivery, ConfiguredSource source) {
    return Prepared.accepted(
        Deliveries.event(
            source,
            delivery,
            intake.envelope(request, source.config().getTenant(), delivery.now())));
  }

  /** An event, or Slack's question whether this address is its owner's: that is only answered. */
  private Mono<Prepared> slack(ServerRequest request, Delivery delivery, ConfiguredSource source) {
    Answer answer = SlackChallenge.answer(delivery.body());
    return answer == null
        ? Mono.just(event(request, delivery, source))
        : answer.writeTo(request.exchange()).then(Mono.empty());
  }
}
