package io.millrace.ingest.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.ingest.http.Refusal;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The keys an issuer signs with: fetched when first needed, kept, and fetched again every few
 * minutes in the background or when a token names a key that is not known. Keys that were fetched
 * hold for as long as the issuer cannot be reached. Any thread; nothing blocks.
 */
final class IssuerKeys {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  static final Duration STALE = Duration.ofMinutes(5);

  /** Tokens with made-up keys make us ask the issuer this often at most. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Instant NEVER = Instant.EPOCH;

  private record State(@Nullable JWKSet keys, Instant fetchedAt, Instant askedAt) {}

  private final Supplier<Mono<String>> source;
  private final Clock clock;
  private final FetchCounter fetches;
  private final AtomicReference<State> state = new AtomicReference<>(new State(null, NEVER, NEVER));
  private final AtomicReference<@Nullable Mono<JWKSet>> underWay = new AtomicReference<>();

  /** Counts how fetches end. */
  interface FetchCounter {
    void ended(boolean successfully);
  }

  /**
   * Creates an empty set.
   *
   * @param source fetches the JSON of the key set
   */
  IssuerKeys(Supplier<Mono<String>> source, Clock clock, FetchCounter fetches) {
    this.source = source;
    this.clock = clock;
    this.fetches = fetches;
  }

  /**
   * The keys that may have signed the token, none if the issuer has no such key.
   *
   * @return fails with a {@link Refusal}, 503, where that cannot be known
   */
  Flux<JWK> of(SignedJWT token) {
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader()));
    // Read before the state: what ends in between has left its outcome there.
    @Nullable Mono<JWKSet> pending = underWay.get();
    State now = state.get();
    List<JWK> found = now.keys() == null ? List.of() : selector.select(now.keys());
    if (!found.isEmpty()) {
      if (isPast(now.fetchedAt(), STALE) && isPast(now.askedAt(), PAUSE)) {
        fetch().subscribe(keys -> {}, fault -> {});
      }
      return Flux.fromIterable(found);
    }
    if (pending == null && !isPast(now.askedAt(), PAUSE)) {
      return now.askedAt().equals(now.fetchedAt()) ? Flux.empty() : Flux.error(unavailable());
    }
    return (pending != null ? pending : fetch())
        .flatMapIterable(selector::select)
        .onErrorMap(fault -> unavailable());
  }

  private Mono<JWKSet> fetch() {
    Mono<JWKSet> mine =
        Mono.defer(source)
            .map(IssuerKeys::parse)
            .doOnNext(this::fetched)
            .doOnError(this::failed)
            // Before whoever waits goes on: its next question must meet the pause, not this fetch.
            .doOnTerminate(() -> underWay.set(null))
            .cache();
    @Nullable Mono<JWKSet> other = underWay.compareAndExchange(null, mine);
    return other == null ? mine : other;
  }

  private void fetched(JWKSet keys) {
    Instant now = clock.instant();
    state.set(new State(keys, now, now));
    fetches.ended(true);
  }

  private void failed(Throwable fault) {
    Instant now = clock.instant();
    state.updateAndGet(before -> new State(before.keys(), before.fetchedAt(), now));
    fetches.ended(false);
    log.warn("issuer_keys_not_fetched error={}", fault.toString());
  }

  private boolean isPast(Instant since, Duration span) {
    return !clock.instant().isBefore(since.plus(span));
  }

  private static Refusal unavailable() {
    return Challenge.issuerUnavailable(PAUSE).refusal();
  }

  private static JWKSet parse(String json) {
    try {
      return JWKSet.parse(json).toPublicJWKSet();
    } catch (ParseException e) {
      throw new IllegalStateException("no key set: " + e.getMessage(), e);
    }
  }
}
