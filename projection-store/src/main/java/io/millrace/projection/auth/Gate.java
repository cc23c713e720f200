package io.millrace.projection.auth;

import io.millrace.projection.http.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Lets a request through to its handler when its key has the scope. */
@Component
public final class Gate {

  private static final String BEARER = "Bearer ";
  private static final int MAX_USER_ID = 128;

  private final ApiKeys keys;

  Gate(ApiKeys keys) {
    this.keys = keys;
  }

  /** Answers a request of a known caller. */
  @FunctionalInterface
  public interface Handler {
    Mono<ServerResponse> handle(Caller caller, ServerRequest request);
  }

  /** For keys with scope {@code read}. */
  public HandlerFunction<ServerResponse> read(Handler handler) {
    return scoped("read", handler);
  }

  /** For keys with scope {@code ops}. */
  public HandlerFunction<ServerResponse> ops(Handler handler) {
    return scoped("ops", handler);
  }

  private HandlerFunction<ServerResponse> scoped(String scope, Handler handler) {
    return request ->
        Mono.defer(
            () -> {
              Caller caller = caller(request);
              if (!caller.scopes().contains(scope)) {
                return Mono.error(
                    Problem.of(
                            HttpStatus.FORBIDDEN, "missing-scope", "the key has no scope " + scope)
                        .refusal());
              }
              return handler.handle(caller, request);
            });
  }

  private Caller caller(ServerRequest request) {
    if (!keys.caughtUp()) {
      throw Problem.unavailable("keys-not-loaded", "API keys are still being loaded", 1).refusal();
    }
    String authorization = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null) {
      throw unauthorized("missing-credential", "no API key; send Authorization: Bearer <api key>");
    }
    Caller caller =
        authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? keys.find(authorization.substring(BEARER.length()).strip())
            : null;
    if (caller == null) {
      throw unauthorized("bad-credential", "the API key is not known");
    }
    return caller.onBehalfOf(user(request));
  }

  private static @Nullable String user(ServerRequest request) {
    String user = request.headers().firstHeader("X-User-Id");
    if (user == null || user.isBlank()) {
      return null;
    }
    if (user.length() > MAX_USER_ID) {
      throw Problem.badParameter("X-User-Id", "longer than " + MAX_USER_ID + " characters")
          .refusal();
    }
    return user.strip();
  }

  private static RuntimeException unauthorized(String code, String detail) {
    return Problem.of(HttpStatus.UNAUTHORIZED, code, detail)
        .with(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
        .refusal();
  }
}
