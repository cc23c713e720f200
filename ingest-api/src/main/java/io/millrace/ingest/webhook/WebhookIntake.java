package io.millrace.ingest.webhook;

import io.millrace.ingest.admission.Admission;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.delivery.DeliveryHistory;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.fairness.Turn;
import io.millrace.ingest.fairness.Turns;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.Body;
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
  private final Turns turns;
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
      Turns turns,
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
    this.turns = turns;
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
    Turn turn = turns.turn();
    return intake
        .write(EventKind.WEBHOOK, Mono.defer(() -> prepare(request, turn)))
        .doFinally(signal -> turn.end());
  }

  private Mono<Prepared> prepare(ServerRequest request, Turn turn) {
    ConfiguredSource source = sources.find(request.pathVariable("sourceKey"));
    if (source == null) {
      List<Limit> unknown = limits.ofUnknown(request);
      require(unknown);
      admission.countUnknown(unknown);
      throw new Problem(404, "unknown-source", "no source has this URL").refusal();
    }
    return Mono.defer(() -> delivery(request, source, turn))
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

  private Mono<Prepared> delivery(ServerRequest request, ConfiguredSource source, Turn turn) {
    if (source.config().getPaused()) {
      throw new Problem(403, "source-paused", "this source is paused and takes nothing").refusal();
    }
    String tenant = source.config().getTenant();
    String sourceKey = source.config().getSourceKey();
    Terms terms = new Terms(tenant, limits.of(request, tenant, sourceKey));
    require(terms.limits());
    return turn.take(
        sourceKey,
        request.exchange().getRequest().getHeaders().getContentLength(),
        () -> read(request, source, terms));
  }

  private Mono<Prepared> read(ServerRequest request, ConfiguredSource source, Terms terms) {
    Mono<Body> read = bodies.readDelivery(request);
    if (source.verifier().slow()) {
      read = read.publishOn(Schedulers.parallel());
    }
    Mono<Arrival> arrived = read.map(body -> arrival(request, source, terms, body));
    return source.config().getScheme().equals(Verifiers.SLACK)
        ? arrived.flatMap(this::fromSlack)
        : arrived.flatMap(
            arrival -> bodies.use(arrival, arrival.delivery().body().length, this::genuine));
  }

  private void require(List<Limit> limits) {
    Problem refused = admission.refused(limits);
    if (refused != null) {
      throw refused.refusal();
    }
  }

  private Arrival arrival(ServerRequest request, ConfiguredSource source, Terms terms, Body body) {
    ServerHttpRequest http = request.exchange().getRequest();
    Delivery delivery =
        new Delivery(publicUrl, http.getURI(), http.getHeaders(), body.plain(), clock.instant());
    return new Arrival(request, source, terms, delivery, body.received());
  }

  private Prepared genuine(Arrival arrival) {
    return event(arrival, verify(arrival));
  }

  /** An event, or Slack's question whether this address is its owner's: that is only answered. */
  private Mono<Prepared> fromSlack(Arrival arrival) {
    boolean oldSecret = verify(arrival);
    Answer answer = SlackChallenge.answer(arrival.delivery().body());
    return answer == null
        ? Mono.just(event(arrival, oldSecret))
        : answer.writeTo(arrival.request().exchange()).then(Mono.empty());
  }

  /** Whether only a secret that was rotated out made the delivery genuine. */
  private boolean verify(Arrival arrival) {
    Verdict verdict = arrival.source().verifier().verify(arrival.delivery());
    if (verdict.problem() != null) {
      admission.countUnknown(limits.ofUnknown(arrival.request()));
      throw verdict.problem().refusal();
    }
    if (verdict.oldSecret()) {
      counters.oldSecret(arrival.source().config().getScheme());
    }
    return verdict.oldSecret();
  }

  private Prepared event(Arrival arrival, boolean oldSecret) {
    ServerRequest request = arrival.request();
    ConfiguredSource source = arrival.source();
    Delivery delivery = arrival.delivery();
    Source config = source.config();
    String type = DeliveryNames.type(config.getScheme(), delivery.headers(), delivery.body());
    InetAddress address = addresses.find(request);
    Event made =
        Deliveries.event(
            source,
            delivery,
            arrival.received(),
            type,
            intake.envelope(request, config.getTenant(), delivery.now()));
    return new Prepared(
            made,
            (event, taken) -> {
              history.accepted(config, type, address, oldSecret, event, taken);
              return accepted(config, event, taken);
            })
        .on(arrival.terms(), Claim.bodyOf(delivery.body()))
        .onRefusal(problem -> refused(request, source, problem));
  }

  private Mono<ServerResponse> accepted(Source source, Event event, Taken taken) {
    if (taken.duplicate()) {
      rejections.duplicate(source);
    }
    return Accepted.answer(event, taken);
  }

  /** A delivery whose body is there; {@code received} is the body before it was inflated. */
  private record Arrival(
      ServerRequest request,
      ConfiguredSource source,
      Terms terms,
      Delivery delivery,
      byte[] received) {}
}
