package io.millrace.ingest.delivery;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Principal;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.source.Sources;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.event.Timestamps;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Answers with the last deliveries of one of the caller's sources. */
final class DeliveryList {

  private static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 500;

  private final Authenticator authenticator;
  private final Sources sources;
  private final DeliveryHistory history;

  DeliveryList(Authenticator authenticator, Sources sources, DeliveryHistory history) {
    this.authenticator = authenticator;
    this.sources = sources;
    this.history = history;
  }

  Mono<ServerResponse> answer(ServerRequest request) {
    return authenticator.require(request, Scope.OPS).flatMap(caller -> answer(request, caller));
  }

  private Mono<ServerResponse> answer(ServerRequest request, Principal caller) {
    int limit = limit(request);
    List<Outcome> outcomes = outcomes(request);
    Source source = sources.ofTenant(caller.tenant(), request.pathVariable("sourceKey")).config();
    long created = Timestamps.toInstant(source.getCreatedAt()).toEpochMilli();
    return history
        .newest(new SourceId(source.getTenant(), source.getSourceKey()), outcomes, limit)
        .map(found -> Answer.json(200, json(source.getSourceKey(), found, created)));
  }

  /** Without those of an earlier source of the same key. */
  private static StringBuilder json(
      String sourceKey, DeliveryHistory.Found found, long createdMillis) {
    StringBuilder json = JsonText.field(new StringBuilder("{"), "sourceKey", sourceKey);
    String seen = found.everywhere() ? "all-instances" : "this-instance";
    JsonText.field(json.append(','), "seenBy", seen).append(",\"deliveries\":[");
    String separator = "";
    for (Entry entry : found.entries()) {
      if (entry.millis() >= createdMillis) {
        json.append(separator).append(entry.json());
        separator = ",";
      }
    }
    return json.append("]}");
  }

  private static int limit(ServerRequest request) {
    String text = request.queryParam("limit").orElse("");
    try {
      int limit = text.isEmpty() ? DEFAULT_LIMIT : Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw bad("limit", "1 to " + MOST);
    }
    throw bad("limit", "1 to " + MOST);
  }

  private static List<Outcome> outcomes(ServerRequest request) {
    String text = request.queryParam("outcome").orElse("");
    if (text.isEmpty()) {
      return List.of(Outcome.values());
    }
    Outcome outcome = Outcome.find(text);
    if (outcome == null) {
      throw bad("outcome", "accepted or refused");
    }
    return List.of(outcome);
  }

  private static RuntimeException bad(String parameter, String expected) {
    return new Problem(400, "bad-parameter", parameter + " (expected: " + expected + ")").refusal();
  }
}
