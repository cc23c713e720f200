package io.millrace.ingest.ai;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Principal;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.queue.AiQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes back requests that have not ended: a JWT its user's own, a key any of its tenant. */
final class Cancellations {

  private final AiQueue queue;
  private final Authenticator authenticator;

  Cancellations(AiQueue queue, Authenticator authenticator) {
    this.queue = queue;
    this.authenticator = authenticator;
  }

  /** 202: the worker is told, and the request ends as cancelled unless its answer came first. */
  Mono<ServerResponse> cancel(ServerRequest request) {
    return authenticator
        .require(request, Scope.WRITE)
        .flatMap(caller -> cancel(caller, request.pathVariable("requestId")));
  }

  private Mono<ServerResponse> cancel(Principal caller, String requestId) {
    return Mono.create(
        sink ->
            queue.cancel(
                caller.tenant(),
                requestId,
                caller.userId(),
                (how, refusal) -> {
                  @Nullable Problem problem = refusal == null ? problem(how) : refusal;
                  if (problem == null) {
                    sink.success(accepted(requestId));
                  } else {
                    sink.error(problem.refusal());
                  }
                }));
  }

  private static @Nullable Problem problem(AiQueue.@Nullable Cancelled how) {
    if (how == AiQueue.Cancelled.DONE) {
      return null;
    }
    return how == AiQueue.Cancelled.ENDED
        ? new Problem(409, "request-ended", "the request has ended already")
        : new Problem(404, "unknown-request", "no such request waits or is being worked on");
  }

  private static Answer accepted(String requestId) {
    StringBuilder json = JsonText.field(new StringBuilder("{"), "id", requestId);
    return Answer.json(202, json.append(",\"status\":\"cancelling\"}"));
  }
}
