package io.millrace.projection.auth;

import io.millrace.projection.http.ClientAddress;
import io.millrace.projection.http.Problem;
import io.millrace.projection.http.Refusal;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Lets a request through to its handler when its credential, API key or JWT, has the scope. */
public final class Gate {

  private static final String BEARER = "Bearer ";
  private static final String USER_ID = "X-User-Id";
  private static final int MAX_USER_ID = 128;

  private final ApiKeys keys;
  private final BooleanSupplier caughtUp;
  private final @Nullable Tokens tokens;
  private final AuthFailures failures;
  private final ClientAddress addresses;
  private final String adminTenant;

  /**
   * Creates a gate.
   *
   * @param tokens null where tokens are not accepted
   * @param adminTenant who may do what concerns every tenant; empty for nobody
   */
  Gate(
      ApiKeys keys,
      BooleanSupplier caughtUp,
      @Nullable Tokens tokens,
      AuthFailures failures,
      ClientAddress addresses,
      String adminTenant) {
    this.keys = keys;
    this.caughtUp = caughtUp;
    this.tokens = tokens;
    this.failures = failures;
    this.addresses = addresses;
    this.adminTenant = adminTenant;
  }

  /** Answers a request of a known caller. */
  @FunctionalInterface
  public interface Handler {
    Mono<ServerResponse> handle(Caller caller, ServerRequest request);
  }

  /** For credentials with scope {@code read}. */
  public HandlerFunction<ServerResponse> read(Handler handler) {
    return scoped("read", handler);
  }

  /** For credentials with scope {@code ops}. */
  public HandlerFunction<ServerResponse> ops(Handler handler) {
    return scoped("ops", handler);
  }

  /** For credentials of the admin tenant with scope {@code ops}: what concerns every tenant. */
  public HandlerFunction<ServerResponse> admin(Handler handler) {
    return ops(
        (caller, request) ->
            !adminTenant.isEmpty() && caller.tenant().equals(adminTenant)
                ? handler.handle(caller, request)
                : Mono.error(Challenge.adminOnly().refusal()));
  }

  /**
   * Who sends a request that need not be looked at more closely: with a good API key that has scope
   * {@code read}. Null for every other one, which {@link #read} lets through or refuses.
   */
  public @Nullable Caller plainReader(ServerHttpRequest request) {
    HttpHeaders headers = request.getHeaders();
    String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(BEARER) || headers.containsHeader(USER_ID)) {
      return null;
    }
    String credential = header.substring(BEARER.length());
    if (tokens != null && Tokens.isOne(credential) || !caughtUp.getAsBoolean()) {
      return null;
    }
    String digest = ApiKeys.digest(credential);
    Caller caller = keys.find(digest);
    if (caller == null || !caller.scopes().contains("read")) {
      return null;
    }
    String address = addresses.of(request);
    if (failures.exhausted(address) && !failures.isKnown(address, digest)) {
      return null;
    }
    failures.succeeded(address, digest);
    return caller;
  }

  private HandlerFunction<ServerResponse> scoped(String scope, Handler handler) {
    return request ->
        Mono.defer(() -> caller(request))
            .flatMap(
                caller ->
                    caller.scopes().contains(scope)
                        ? handler.handle(caller, request)
                        : Mono.error(Challenge.scopeMissing(scope).refusal()));
  }

  private Mono<Caller> caller(ServerRequest request) {
    String credential = credential(request);
    String address = addresses.of(request);
    @Nullable String user = user(request);
    return tokens != null && Tokens.isOne(credential)
        ? byToken(tokens, credential, address, user)
        : Mono.just(byKey(credential, address).onBehalfOf(user));
  }

  private static String credential(ServerRequest request) {
    String header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Challenge.missing().refusal();
    }
    return header.substring(BEARER.length()).strip();
  }

  private Caller byKey(String credential, String address) {
    if (!caughtUp.getAsBoolean()) {
      throw Problem.unavailable("not-ready", "API keys are still being loaded", 1).refusal();
    }
    String digest = ApiKeys.digest(credential);
    if (failures.exhausted(address) && !failures.isKnown(address, digest)) {
      throw failures.refusal(address).refusal();
    }
    Caller caller = keys.find(digest);
    if (caller == null) {
      failures.failed(address, digest);
      throw Challenge.unknownKey().refusal();
    }
    failures.succeeded(address, digest);
    return caller;
  }

  /** Tokens are short-lived, so what is known of an address is whose tokens were good there. */
  private Mono<Caller> byToken(
      Tokens tokens, String credential, String address, @Nullable String named) {
    if (failures.exhausted(address)) {
      String subject = Tokens.claimedSubject(credential);
      if (subject == null || !failures.isKnown(address, ApiKeys.digest(subject))) {
        throw failures.refusal(address).refusal();
      }
    }
    String digest = ApiKeys.digest(credential);
    return tokens
        .find(credential, digest)
        .doOnError(
            Refusal.class,
            refusal -> {
              if (refusal.problem().code().equals(Challenge.TOKEN_INVALID)) {
                failures.failed(address, digest);
              }
            })
        .doOnNext(
            caller -> {
              failures.succeeded(address, ApiKeys.digest(String.valueOf(caller.userId())));
              if (named != null && !named.equals(caller.userId())) {
                throw Challenge.userMismatch().refusal();
              }
            });
  }

  private static @Nullable String user(ServerRequest request) {
    String user = request.headers().firstHeader(USER_ID);
    if (user == null || user.isBlank()) {
      return null;
    }
    if (user.length() > MAX_USER_ID) {
      throw Problem.badParameter(USER_ID, "longer than " + MAX_USER_ID + " characters").refusal();
    }
    return user.strip();
  }
}
