package io.millrace.ingest.webhook;

import io.millrace.ingest.admission.Admission;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.delivery.DeliveryHistory;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.intake.Accepted;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.intake.Terms;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.ratelimit.Limit;
import io.millrace.ingest.ratelimit.Limits;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verdict;
import io.millrace.ingest.signature.Verifiers;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.Sources;
import io.millrace.schemas.config.v1.Source;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
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
  private final Limits limits;
  private final Admission admission;
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
      Limits limits,
      Admission admission,
      Rejections rejections,
      DeliveryHistory history,
      ClientAddress addresses,
      EventCounters counters,
      Clock clock,
      String publicUrl) {
    this.intake = intake;
    this.sources = sources;
    this.bodies = bodies;
    this.limits = limits;
    this.admission = admission;
    this.rejections = rejections;
    this.history = history;
    this.addresses = addresses;
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
      List<Limit> unknown = limits.ofUnknown(request);
      require(unknown);
      admission.countUnknown(unknown);
      throw new Problem(404, "unknown-source", "no source has this URL").refusal();
    }
    return Mono.defer(() -> delivery(request, source))
        .doOnError(Refusal.class, refusal -> refused(request, source, refusal.problem()));
  }

  private void refused(ServerRequest request, ConfiguredSource source, Problem problem) {
    String scheme = source.config().getScheme();
    HttpHeaders headers = request.exchange().getRequest().getHeaders();
    rejections.count(source.config(), problem);
    history.refused(
        source.config(),
        problem,
        clock.instant(),
        DeliveryNames.givenId(scheme, headers),
        DeliveryNames.givenType(scheme, headers),
        headers.getContentLength(),
        addresses.find(request));
  }

  private Mono<Prepared> delivery(ServerRequest request, ConfiguredSource source) {
    if (source.config().getPaused()) {
      throw new Problem(403, "source-paused", "this source is paused and takes nothing").refusal();
    }
    String tenant = source.config().getTenant();
    Terms terms = new Terms(tenant, limits.of(request, tenant, source.config().getSourceKey()));
    require(terms.limits());
    Mono<byte[]> read =
        source.verifier().slow()
            ? bodies.read(request).publishOn(Schedulers.parallel())
            : bodies.read(request);
    return source.config().getScheme().equals(Verifiers.SLACK)
        ? read.flatMap(body -> fromSlack(request, source, terms, delivery(request, body)))
        : read.map(body -> genuine(request, source, terms, delivery(request, body)));
  }

  private void require(List<Limit> limits) {
    Problem refused = admission.refused(limits);
    if (refused != null) {
      throw refused.refusal();
    }
  }

  private Delivery delivery(ServerRequest request, byte[] body) {
    ServerHttpRequest http = request.exchange().getRequest();
    return new Delivery(publicUrl, http.getURI(), http.getHeaders(), body, clock.instant());
  }

  private Prepared genuine(
      ServerRequest request, ConfiguredSource source, Terms terms, Delivery delivery) {
    return event(request, source, terms, delivery, verify(request, source, delivery));
  }

  /** An event, or Slack's question whether this address is its owner's: that is only answered. */
  private Mono<Prepared> fromSlack(
      ServerRequest request, ConfiguredSource source, Terms terms, Delivery delivery) {
    boolean oldSecret = verify(request, source, delivery);
    Answer answer = SlackChallenge.answer(delivery.body());
    return answer == null
        ? Mono.just(event(request, source, terms, delivery, oldSecret))
        : answer.writeTo(request.exchange()).then(Mono.empty());
  }

  /** Whether only a secret that was rotated out made the delivery genuine. */
  private boolean verify(ServerRequest request, ConfiguredSource source, Delivery delivery) {
    Verdict verdict = source.verifier().verify(delivery);
    if (verdict.problem() != null) {
      admission.countUnknown(limits.ofUnknown(request));
      throw verdict.problem().refusal();
    }
    if (verdict.oldSecret()) {
      counters.oldSecret(source.config().getScheme());
    }
    return verdict.oldSecret();
  }

  private Prepared event(
      ServerRequest request,
      ConfiguredSource source,
      Terms terms,
      Delivery delivery,
      boolean oldSecret) {
    Source config = source.config();
    String type = DeliveryNames.type(config.getScheme(), delivery.headers(), delivery.body());
    InetAddress address = addresses.find(request);
    Event made =
        Deliveries.event(
            source, delivery, type, intake.envelope(request, config.getTenant(), delivery.now()));
    return new Prepared(
            made,
            (event, taken) -> {
              history.accepted(config, type, address, oldSecret, event, taken);
              return accepted(config, event, taken);
            })
        .on(terms, Claim.bodyOf(delivery.body()))
        .onRefusal(problem -> refused(request, source, problem));
  }

  private Mono<ServerResponse> accepted(Source source, Event event, Taken taken) {
    if (taken.duplicate()) {
      rejections.duplicate(source);
    }
    return Accepted.answer(event, taken);
  }
}
