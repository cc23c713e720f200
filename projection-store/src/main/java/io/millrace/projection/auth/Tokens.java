package io.millrace.projection.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import io.millrace.projection.http.Refusal;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells who presents a JWT. Only signatures that need the issuer's private key count: RS, PS and ES
 * with SHA-2, never {@code none} and never a MAC. A token that was verified is remembered for a
 * minute at most and never past its expiry. Any thread; nothing blocks.
 */
final class Tokens {

  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 10_000;

  private static final Set<JWSAlgorithm> ALGORITHMS = algorithms();

  private record Verified(Caller caller, Instant until) {}

  private final NimbusReactiveJwtDecoder decoder;
  private final JwtTimestampValidator times = new JwtTimestampValidator(SKEW);
  private final Clock clock;
  private final Cache<String, Verified> verified =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  Tokens(IssuerKeys keys, JwtSettings settings, Clock clock) {
    this.clock = clock;
    times.setClock(clock);
    times.setAllowEmptyExpiryClaim(false);
    decoder =
        NimbusReactiveJwtDecoder.withJwkSource(
                token -> isAllowed(token) ? keys.of(token) : Flux.empty())
            .jwtProcessorCustomizer(Tokens::restrict)
            .build();
    List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
    if (!settings.issuerUri().isEmpty()) {
      validators.add(new JwtIssuerValidator(settings.issuerUri()));
    }
    if (!settings.audience().isEmpty()) {
      validators.add(new JwtAudienceValidator(settings.audience()));
    }
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
  }

  /** Whether a credential has the three parts of a signed token. */
  static boolean isOne(String credential) {
    int first = credential.indexOf('.');
    int second = credential.indexOf('.', first + 1);
    return first >= 0 && second > first && credential.indexOf('.', second + 1) < 0;
  }

  /** Whom a token claims to be of, which nothing has verified; null where it does not say. */
  static @Nullable String claimedSubject(String token) {
    try {
      return JWTParser.parse(token).getJWTClaimsSet().getSubject();
    } catch (ParseException e) {
      return null;
    }
  }

  /**
   * Whose token this is.
   *
   * @param digest the token's SHA-256
   * @return fails with a {@link Refusal}: 401 for a token that does not hold, 403 for one without a
   *     tenant, 503 where the issuer's keys cannot be had
   */
  Mono<Caller> find(String token, String digest) {
    Verified before = verified.getIfPresent(digest);
    if (before != null && !clock.instant().isAfter(before.until())) {
      return Mono.just(before.caller());
    }
    return decoder
        .decode(token)
        .onErrorMap(Tokens::refusal)
        .map(
            jwt -> {
              Caller caller = caller(jwt);
              Instant expiry = jwt.getExpiresAt();
              if (expiry != null) {
                verified.put(digest, new Verified(caller, expiry.plus(SKEW)));
              }
              return caller;
            });
  }

  private Caller caller(Jwt jwt) {
    if (times.validate(jwt).hasErrors()) {
      Instant expiry = jwt.getExpiresAt();
      boolean expired = expiry != null && clock.instant().isAfter(expiry.plus(SKEW));
      throw (expired
              ? Challenge.expiredToken()
              : Challenge.invalidToken("the token has no expiry or is not valid yet"))
          .refusal();
    }
    return Claims.caller(jwt);
  }

  private static Throwable refusal(Throwable fault) {
    if (fault.getCause() instanceof Refusal refusal) {
      return refusal;
    }
    return fault instanceof JwtException
        ? Challenge.invalidToken("the token does not hold: malformed, forged or not for us")
            .refusal()
        : fault;
  }

  private static boolean isAllowed(SignedJWT token) {
    return ALGORITHMS.contains(token.getHeader().getAlgorithm());
  }

  private static void restrict(ConfigurableJWTProcessor<JWKSecurityContext> processor) {
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new JWKSecurityContextJWKSet()));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
  }

  private static Set<JWSAlgorithm> algorithms() {
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.RSA);
    algorithms.addAll(List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
    return Set.copyOf(algorithms);
  }
}
