package io.millrace.projection.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Turns whatever ended a request into a problem; a fault of ours never shows its inside. */
@Component
@Order(-2)
final class ProblemHandler implements ErrorWebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
  private static final int RETRY_AFTER_SECONDS = 2;

  private final JsonMapper json;

  ProblemHandler(JsonMapper json) {
    this.json = json;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(failure);
    }
    Problem problem = problem(exchange, failure);
    response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
    response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    problem.headers().forEach(response.getHeaders()::set);
    DataBuffer body = response.bufferFactory().wrap(json.writeValueAsBytes(problem));
    return response.writeWith(Mono.just(body));
  }

  private static Problem problem(ServerWebExchange exchange, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (failure instanceof ResponseStatusException e) {
      HttpStatus status = HttpStatus.resolve(e.getStatusCode().value());
      if (status != null && status.is4xxClientError()) {
        String reason = e.getReason();
        return Problem.of(status, code(status), reason == null ? status.getReasonPhrase() : reason);
      }
    }
    String path = exchange.getRequest().getPath().value();
    if (DatabaseOutage.explains(failure)) {
      log.debug("path={} database", path, failure);
      return DatabaseOutage.isTimeout(failure)
          ? Problem.unavailable(
              "query-timeout", "the database did not answer in time", RETRY_AFTER_SECONDS)
          : Problem.unavailable(
              "database-unavailable", "the database cannot be read now", RETRY_AFTER_SECONDS);
    }
    log.error("path={} failed", path, failure);
    return Problem.of(
        HttpStatus.INTERNAL_SERVER_ERROR, "internal", "something went wrong on our side");
  }

  private static String code(HttpStatus status) {
    return status.getReasonPhrase().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
  }
}
