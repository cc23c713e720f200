package io.millrace.ingest.webhook;

import io.millrace.ingest.admission.Admission;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.BodyReader;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.ingest.intake.Accepted;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.intake.Terms;
import io.millrace.ingest.ratelimit.Limit;
import io.millrace.ingest.ratelimit.Limits;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.Verdict;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.ingest.source.Sources;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes deliveries. A refusal of a known source is counted for its owner to see. */
final class WebhookIntake {

  private final Intake intake;
  private final Sources sources;
  private final BodyReader bodies;
  private final Limits limits;
  private final Admission admission;
  private final Rejections rejections;
  private final Clock clock;

  WebhookIntake(
      Intake intake,
      Sources sources,
      BodyReader bodies,
      Limits limits,
      Admission admission,
      Rejections rejections,
      Clock clock) {
    this.intake = intake;
    this.sources = sources;
    this.bodies = bodies;
    this.limits = limits;
    this.admission = admission;
    this.rejections = rejections;
    this.clock = clock;
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
    return delivery(request, source)
        .doOnError(Refusal.class, refusal -> rejections.count(source.config(), refusal.problem()));
  }

  private Mono<Prepared> delivery(ServerRequest request, ConfiguredSource source) {
    if (source.config().getPaused()) {
      return Mono.error(
          new Problem(403, "source-paused", "this source is paused and takes nothing").refusal());
    }
    String tenant = source.config().getTenant();
    Terms terms = new Terms(tenant, limits.of(request, tenant, source.config().getSourceKey()));
    require(terms.limits());
    return bodies.read(request).map(body -> verified(request, source, terms, body));
  }

  private void require(List<Limit> limits) {
    Problem refused = admission.refused(limits);
    if (refused != null) {
      throw refused.refusal();
    }
  }

  private Prepared verified(
      ServerRequest request, ConfiguredSource source, Terms terms, byte[] body) {
    HttpHeaders headers = request.exchange().getRequest().getHeaders();
    Instant now = clock.instant();
    Verdict verdict = source.verifier().verify(new Delivery(url(request), headers, body, now));
    if (verdict.problem() != null) {
      admission.countUnknown(limits.ofUnknown(request));
      throw verdict.problem().refusal();
    }
    Event event =
        Deliveries.event(
            source, headers, body, intake.envelope(request, source.config().getTenant(), now));
    return new Prepared(event, (e, taken) -> accepted(source, e, taken))
        .on(terms, Claim.bodyOf(body))
        .onRefusal(problem -> rejections.count(source.config(), problem));
  }

  private Mono<ServerResponse> accepted(ConfiguredSource source, Event event, Taken taken) {
    if (taken.duplicate()) {
      rejections.duplicate(source.config());
    }
    return Accepted.answer(event, taken);
  }

  private static String url(ServerRequest request) {
    return request.exchange().getRequest().getURI().toString();
  }
}
