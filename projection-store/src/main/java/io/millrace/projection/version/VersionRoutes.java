package io.millrace.projection.version;

import io.millrace.projection.auth.Gate;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class VersionRoutes {

  private static final Logger log = LoggerFactory.getLogger(VersionRoutes.class);
  private static final int RETRY_AFTER_SECONDS = 2;

  private final Progress progress;
  private final Rebuilds rebuilds;
  private final Switches switches;
  private final Verification verification;

  VersionRoutes(
      Progress progress, Rebuilds rebuilds, Switches switches, Verification verification) {
    this.progress = progress;
    this.rebuilds = rebuilds;
    this.switches = switches;
    this.verification = verification;
  }

  @Bean
  RouterFunction<ServerResponse> versions(Gate gate) {
    String one = "/api/projections/{name}";
    return RouterFunctions.route()
        .GET(one, gate.ops((caller, request) -> ok(request, name -> progress.of(name))))
        .GET(one + "/verify", gate.admin((caller, request) -> ok(request, verification::of)))
        .POST(one + "/rebuild", gate.admin((caller, request) -> rebuild(request)))
        .POST(one + "/switch", gate.admin((caller, request) -> changed(request, switches::forth)))
        .POST(one + "/rollback", gate.admin((caller, request) -> changed(request, switches::back)))
        .DELETE(
            one + "/versions/{version}",
            gate.admin(
                (caller, request) -> {
                  int version = version(request);
                  return changed(request, name -> rebuilds.end(name, version));
                }))
        .build();
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(String name) throws SQLException;
  }

  private Mono<ServerResponse> rebuild(ServerRequest request) {
    boolean partial = new Params(request).choice("partial", Partial.class) == Partial.TRUE;
    return answer(
        HttpStatus.ACCEPTED,
        request,
        name -> {
          rebuilds.begin(name, partial);
          return progress.of(name);
        });
  }

  private enum Partial {
    FALSE,
    TRUE
  }

  private Mono<ServerResponse> changed(ServerRequest request, Work<?> change) {
    return ok(
        request,
        name -> {
          change.on(name);
          return progress.of(name);
        });
  }

  private static <T> Mono<ServerResponse> ok(ServerRequest request, Work<T> work) {
    return answer(HttpStatus.OK, request, work);
  }

  /** Off the event loop: what is asked for here blocks, some of it for long. */
  private static <T> Mono<ServerResponse> answer(
      HttpStatus status, ServerRequest request, Work<T> work) {
    String name = new Params(request).path("name");
    Callable<T> call = () -> work.on(name);
    return Mono.fromCallable(call)
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(SQLException.class, failure -> unavailable("database", failure))
        .onErrorMap(KafkaException.class, failure -> unavailable("kafka", failure))
        .flatMap(body -> ServerResponse.status(status).bodyValue(body));
  }

  private static int version(ServerRequest request) {
    String version = new Params(request).path("version");
    if (!version.matches("[1-9]\\d{0,8}")) {
      throw Problem.badParameter("version", version + " (expected: a number)").refusal();
    }
    return Integer.parseInt(version);
  }

  private static Throwable unavailable(String what, Throwable failure) {
    log.warn("{}: {}", what, failure.getMessage());
    return Problem.unavailable(
            what + "-unavailable", what + " cannot do that now", RETRY_AFTER_SECONDS)
        .refusal();
  }
}
