package io.millrace.ingest.auth;

import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Tells who is calling from {@code Authorization: Bearer}: an API key or a JWT. */
public final class Authenticator {

  private static final String BEARER = "Bearer ";
  private static final String USER_ID = "X-User-Id";

  private final ApiKeys keys;
  private final BooleanSupplier caughtUp;
  private final @Nullable Tokens tokens;
  private final AuthFailures failures;
  private final ClientAddress addresses;

  /**
   * Creates an authenticator.
   *
   * @param tokens null where tokens are not accepted
   */
  Authenticator(
      ApiKeys keys,
      BooleanSupplier caughtUp,
      @Nullable Tokens tokens,
      AuthFailures failures,
      ClientAddress addresses) {
    this.keys = keys;
    this.caughtUp = caughtUp;
    this.tokens = tokens;
    this.failures = failures;
    this.addresses = addresses;
  }

  /**
   * The caller, if it may do that; otherwise a {@link Refusal}: 401 without a credential that
   * holds, 403 without the scope or tenant, 429 where too many bad ones came from that address, 503
   * while the keys it needs cannot be had.
   */
  public Mono<Principal> require(ServerRequest request, Scope scope) {
    return Mono.defer(
        () -> {
          HttpHeaders headers = request.exchange().getRequest().getHeaders();
          String credential = credential(headers);
          String address = addresses.of(request);
          return tokens != null && Tokens.isOne(credential)
              ? byToken(tokens, credential, address, headers).map(caller -> allowed(caller, scope))
              : Mono.just(allowed(byKey(credential, address), scope));
        });
  }

  private static String credential(HttpHeaders headers) {
    String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Challenge.missing().refusal();
    }
    return header.substring(BEARER.length()).trim();
  }

  private Principal byKey(String credential, String address) {
    if (!caughtUp.getAsBoolean()) {
      throw Problem.unavailable("not-ready", "the API keys are being read", Duration.ofSeconds(1))
          .refusal();
    }
    ByteBuffer digest = digest(credential);
    if (failures.exhausted(address) && !failures.isKnown(address, digest)) {
      throw failures.refusal(address).refusal();
    }
    Principal principal = keys.find(digest);
    if (principal == null) {
      failures.failed(address, digest, "key");
      throw Challenge.unknownKey().refusal();
    }
    failures.succeeded(address, digest);
    return principal;
  }

  /** Tokens are short-lived, so what is known of an address is whose tokens were good there. */
  private Mono<Principal> byToken(
      Tokens tokens, String credential, String address, HttpHeaders headers) {
    if (failures.exhausted(address)) {
      String subject = Tokens.claimedSubject(credential);
      if (subject == null || !failures.isKnown(address, digest(subject))) {
        throw failures.refusal(address).refusal();
      }
    }
    ByteBuffer digest = digest(credential);
    return tokens
        .find(credential, digest)
        .doOnError(
            Refusal.class,
            refusal -> {
              if (refusal.problem().code().equals(Challenge.TOKEN_INVALID)) {
                failures.failed(address, digest, "token");
              }
            })
        .doOnNext(
            caller -> {
              failures.succeeded(address, digest(String.valueOf(caller.userId())));
              String named = headers.getFirst(USER_ID);
              if (named != null && !named.equals(caller.userId())) {
                throw Challenge.userMismatch().refusal();
              }
            });
  }

  private static Principal allowed(Principal principal, Scope scope) {
    if (!principal.may(scope)) {
      throw Challenge.scopeMissing(scope).refusal();
    }
    return principal;
  }

  private static ByteBuffer digest(String text) {
    return ByteBuffer.wrap(Ids.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
