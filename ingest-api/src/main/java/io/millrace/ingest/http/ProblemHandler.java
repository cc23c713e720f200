package io.millrace.ingest.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers whatever no route answered, always as problem details and never with a stack trace. */
final class ProblemHandler implements ErrorWebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable fault) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(fault);
    }
    String path = exchange.getRequest().getPath().value();
    return Answer.problem(problem(fault, path), path).writeTo(exchange);
  }

  private static Problem problem(Throwable fault, String path) {
    if (fault instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (fault instanceof MethodNotAllowedException method) {
      String allowed =
          method.getSupportedMethods().stream()
              .map(HttpMethod::name)
              .sorted()
              .collect(Collectors.joining(", "));
      return new Problem(
          405,
          "method-not-allowed",
          "allowed here: " + allowed,
          List.of(),
          Map.of("Allow", allowed));
    }
    if (fault instanceof ResponseStatusException status && status.getStatusCode().value() < 500) {
      int code = status.getStatusCode().value();
      String name = HttpStatus.valueOf(code).name().toLowerCase(Locale.ROOT).replace('_', '-');
      return new Problem(code, name, code == 404 ? "nothing is at " + path : detail(status));
    }
    log.error("request_failed path={} error={}", path, fault.toString(), fault);
    return new Problem(500, "internal", "an error on our side; it is in the log");
  }

  private static String detail(ResponseStatusException status) {
    String reason = status.getReason();
    return reason == null ? "refused" : reason;
  }
}
