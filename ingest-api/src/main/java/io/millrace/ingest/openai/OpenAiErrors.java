package io.millrace.ingest.openai;

import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Refusals in OpenAI's shape; the code is the problem's. */
final class OpenAiErrors {

  private static final Logger log = LoggerFactory.getLogger(OpenAiErrors.class);

  /** OpenAI's names of what every answer says of limits. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "RateLimit-Limit", "x-ratelimit-limit-requests",
          "RateLimit-Remaining", "x-ratelimit-remaining-requests",
          "RateLimit-Reset", "x-ratelimit-reset-requests");

  /** The code of what this instance does not wait for any more, as it is being stopped. */
  static final String STOPPING = "instance-stopping";

  /** Seconds for which a provider that limits us, or is broken, is mostly left alone. */
  private static final String PROVIDER_AGAIN = "30";

  private OpenAiErrors() {}

  /** What a request that failed is answered. */
  static Mono<ServerResponse> answer(Throwable fault) {
    return answerOf(fault).cast(ServerResponse.class);
  }

  static Mono<Answer> answerOf(Throwable fault) {
    if (fault instanceof Refusal refusal) {
      return Mono.just(answer(refusal.problem()));
    }
    log.error("completion_failed error={}", fault.toString(), fault);
    return Mono.just(
        answer(new Problem(500, "internal", "an error on our side; it is in the log")));
  }

  static Answer answer(Problem problem) {
    int status = problem.status() == 422 ? 400 : problem.status();
    Answer answer = Answer.json(status, json(problem));
    problem.headers().forEach((name, value) -> header(name, value, answer::header));
    return answer;
  }

  /** Gives a header, by OpenAI's name too where it has one. */
  static void header(String name, String value, BiConsumer<String, String> to) {
    to.accept(name, value);
    String other = LIMITS.get(name);
    if (other != null) {
      to.accept(other, name.equals("RateLimit-Reset") ? value + "s" : value);
    }
  }

  static StringBuilder json(Problem problem) {
    StringBuilder json = new StringBuilder(256).append("{\"error\":{");
    JsonText.field(json, "message", problem.detail()).append(',');
    JsonText.field(json, "type", type(problem.status())).append(",\"param\":");
    if (problem.errors().isEmpty()) {
      json.append("null");
    } else {
      JsonText.quote(json, param(problem.errors().get(0).pointer()));
    }
    return JsonText.field(json.append(','), "code", problem.code()).append("}}");
  }

  private static String param(String pointer) {
    return pointer.isEmpty() ? "body" : pointer.substring(1).replace('/', '.');
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  /**
   * Why a request ended without an answer. The worker has tried again as often as it makes sense,
   * so clients are told not to do so at once; another instance may well have the answer.
   */
  static Problem ended(String code, String message) {
    int status =
        switch (code) {
          case "cancelled" -> 499;
          case "invalid-request", "provider-refused", "context-too-long", "content-refused" -> 400;
          case "provider-rate-limited", "provider-unavailable", STOPPING -> 503;
          case "deadline-exceeded", "provider-timeout", "answer-timeout" -> 504;
          default -> 502;
        };
    String sentence = message.isEmpty() ? "the request ended without an answer" : message;
    boolean stopping = code.equals(STOPPING);
    Map<String, String> headers = new HashMap<>();
    headers.put("x-should-retry", Boolean.toString(stopping));
    if (status == 503) {
      headers.put("Retry-After", stopping ? "1" : PROVIDER_AGAIN);
    }
    return new Problem(status, code.isEmpty() ? "failed" : code, sentence, List.of(), headers);
  }
}
