package io.millrace.ingest.webhook;

import io.millrace.ingest.delivery.DeliveryHistory;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.ClientAddress;
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
import io.millrace.schemas.config.v1.Source;
import java.net.InetAddress;
import java.time.Clock;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Takes deliveries. What becomes of those of a known source is kept for its owner to see. */
final class WebhookIntake {

  private final Intake intake;
  private final Sources sources;
  private final BodyReader bodies;
  private final Rejections rejections;
  private final DeliveryHistory history;
  private final ClientAddress addresses;
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
      DeliveryHistory history,
      ClientAddress addresses,
      EventCounters counters,
      Clock clock,
      String publicUrl) {
    this.intake = intake;
    this.sources = sources;
    this.bodies = bodies;
    this.rejections = rejections;
    this.history = history;
    this.addresses = addresses;
    this.counters = counters;
    this.clock = clock;
    this.publicUrl = publicUrl;
  }

  Mono<ServerResponse> take(ServerRequest request) {
    return intake
        .write(EventKind.WEBHOOK, Mono.defer(() -> prepare(request)))
        .doOnError(Refusal.class, refusal -> refused(request, refusal.problem()));
  }

  private void refused(ServerRequest request, Problem problem) {
    ConfiguredSource source = sources.peek(request.pathVariable("sourceKey"));
    if (source != null) {
      HttpHeaders headers = request.exchange().getRequest().getHeaders();
      rejections.count(source.config(), problem);
      history.refused(
          source.config(),
          problem,
          clock.instant(),
          DeliveryNames.givenId(source.config().getScheme(), headers),
          DeliveryNames.givenType(source.config().getScheme(), headers),
          headers.getContentLength(),
          addresses.find(request));
    }
  }

  private Mono<Prepared> prepare(ServerRequest request) {
    ConfiguredSource source = sources.find(request.pathVariable("sourceKey"));
    if (source == null) {
      throw new Problem(404, "unknown-source", "no source has this URL").refusal();
    }
    return delivery(request, source);
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
        ? read.flatMap(body -> fromSlack(request, source, delivery(request, body)))
        : read.map(body -> genuine(request, source, delivery(request, body)));
  }

  private Delivery delivery(ServerRequest request, byte[] body) {
    ServerHttpRequest http = request.exchange().getRequest();
    return new Delivery(publicUrl, http.getURI(), http.getHeaders(), body, clock.instant());
  }

  private Prepared genuine(ServerRequest request, ConfiguredSource source, Delivery delivery) {
    return event(request, source, delivery, verify(source, delivery));
  }

  /** An event, or Slack's question whether this address is its owner's: that is only answered. */
  private Mono<Prepared> fromSlack(
      ServerRequest request, ConfiguredSource source, Delivery delivery) {
    boolean oldSecret = verify(source, delivery);
    Answer answer = SlackChallenge.answer(delivery.body());
    return answer == null
        ? Mono.just(event(request, source, delivery, oldSecret))
        : answer.writeTo(request.exchange()).then(Mono.empty());
  }

  /** Whether only a secret that was rotated out made the delivery genuine. */
  private boolean verify(ConfiguredSource source, Delivery delivery) {
    Verdict verdict = source.verifier().verify(delivery);
    if (verdict.problem() != null) {
      throw verdict.problem().refusal();
    }
    if (verdict.oldSecret()) {
      counters.oldSecret(source.config().getScheme());
    }
    return verdict.oldSecret();
  }

  private Prepared event(
      ServerRequest request, ConfiguredSource source, Delivery delivery, boolean oldSecret) {
    Source config = source.config();
    String type = DeliveryNames.type(config.getScheme(), delivery.headers(), delivery.body());
    InetAddress address = addresses.find(request);
    return Prepared.accepted(
        Deliveries.event(
            source, delivery, type, intake.envelope(request, config.getTenant(), delivery.now())),
        (event, position) -> history.accepted(config, type, address, oldSecret, event, position));
  }
}
