package io.millrace.ingest.webhook;

import io.millrace.ingest.delivery.DeliveryHistory;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verdict;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.Sources;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes deliveries. What becomes of those of a known source is kept for its owner to see. */
final class WebhookIntake {

  private final Intake intake;
  private final Sources sources;
  private final BodyReader bodies;
  private final Rejections rejections;
  private final DeliveryHistory history;
  private final ClientAddress addresses;
  private final Clock clock;

  WebhookIntake(
      Intake intake,
      Sources sources,
      BodyReader bodies,
      Rejections rejections,
      DeliveryHistory history,
      ClientAddress addresses,
      Clock clock) {
    this.intake = intake;
    this.sources = sources;
    this.bodies = bodies;
    this.rejections = rejections;
    this.history = history;
    this.addresses = addresses;
    this.clock = clock;
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
          Deliveries.givenId(source.config().getScheme(), headers),
          Deliveries.givenType(headers),
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
    return bodies.read(request).map(body -> verified(request, source, body));
  }

  private Prepared verified(ServerRequest request, ConfiguredSource source, byte[] body) {
    HttpHeaders headers = request.exchange().getRequest().getHeaders();
    Instant now = clock.instant();
    Verdict verdict = source.verifier().verify(new Delivery(url(request), headers, body, now));
    if (verdict.problem() != null) {
      throw verdict.problem().refusal();
    }
    String type = Deliveries.type(headers, body);
    Envelope envelope = intake.envelope(request, source.config().getTenant(), now);
    @Nullable InetAddress address = addresses.find(request);
    return Prepared.accepted(
        Deliveries.event(source, headers, type, body, envelope),
        (event, position) ->
            history.accepted(source.config(), type, address, verdict.oldSecret(), event, position));
  }

  private static String url(ServerRequest request) {
    return request.exchange().getRequest().getURI().toString();
  }
}
