package io.millrace.ingest.auth;

import io.millrace.ingest.http.Problem;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Tells who is calling from {@code Authorization: Bearer}. */
public final class Authenticator {

  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final BooleanSupplier caughtUp;

  Authenticator(ApiKeys keys, BooleanSupplier caughtUp) {
    this.keys = keys;
    this.caughtUp = caughtUp;
  }

  /**
   * The caller, if it may do that; otherwise a {@link io.millrace.ingest.http.Refusal}: 401 without
   * a valid key, 403 without the scope, 503 while the keys are not read yet.
   */
  public Mono<Principal> require(ServerRequest request, Scope scope) {
    return Mono.fromCallable(() -> byKey(request.exchange().getRequest().getHeaders(), scope));
  }

  private Principal byKey(HttpHeaders headers, Scope scope) {
    String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      throw Problem.unauthorized("credential-missing", "expected Authorization: Bearer <api key>")
          .refusal();
    }
    if (!caughtUp.getAsBoolean()) {
      throw Problem.unavailable("not-ready", "the API keys are being read", Duration.ofSeconds(1))
          .refusal();
    }
    @Nullable Principal principal =
        header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? keys.find(header.substring(BEARER.length()).trim())
            : null;
    if (principal == null) {
      throw Problem.unauthorized("credential-invalid", "the API key is not known or was revoked")
          .refusal();
    }
    if (!principal.may(scope)) {
      throw new Problem(403, "scope-missing", "the key lacks the scope " + scope.label()).refusal();
    }
    return principal;
  }
}
