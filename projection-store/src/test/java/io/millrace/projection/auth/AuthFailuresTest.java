package io.millrace.projection.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.http.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AuthFailuresTest {

  private static final String HERE = "192.0.2.1";
  private static final String ELSEWHERE = "192.0.2.2";

  private final AuthFixture auth = new AuthFixture(new JwtSettings("", "", ""));

  @Test
  void guess_afterTheLimit_isRefusedUnseen() {
    guess(10);

    Problem problem = auth.refused("guess-11");
    assertThat(problem.status()).isEqualTo(429);
    assertThat(problem.code()).isEqualTo("too-many-auth-failures");
    assertThat(problem.headers()).containsEntry("Retry-After", "90");
    assertThat(problem.headers()).containsEntry("RateLimit-Limit", "10");
    assertThat(auth.refused(AuthFixture.KEY).status()).isEqualTo(429);
    assertThat(auth.metrics.get("auth.failures").counter().count()).isEqualTo(10);
    assertThat(auth.metrics.get("auth.throttled").counter().count()).isEqualTo(2);
  }

  @Test
  void key_thatWasGoodThere_stillPasses() {
    auth.accepted(AuthFixture.KEY);
    guess(12);

    assertThat(auth.accepted(AuthFixture.KEY).tenant()).isEqualTo("acme");
    auth.keys.apply("k1", null);
    assertThat(auth.refused(AuthFixture.KEY).status()).isEqualTo(401);
    assertThat(auth.refused(AuthFixture.KEY).status()).isEqualTo(429);
  }

  @Test
  void key_thatWasGoodElsewhere_doesNotPass() {
    auth.acceptedFrom(ELSEWHERE, AuthFixture.KEY, "read");
    guess(10);

    assertThat(auth.refused(AuthFixture.KEY).status()).isEqualTo(429);
    assertThat(auth.acceptedFrom(ELSEWHERE, AuthFixture.KEY, "read").tenant()).isEqualTo("acme");
  }

  @Test
  void failures_areForgivenOneByOne() {
    guess(10);
    auth.clock.move(Duration.ofSeconds(90));
    auth.caughtUp = false;
    for (int i = 0; i < 20; i++) {
      assertThat(auth.refused("x").code()).isEqualTo("not-ready");
    }
    auth.caughtUp = true;

    assertThat(auth.refused("x").status()).isEqualTo(401);
    assertThat(auth.refused("y").status()).isEqualTo(429);

    auth.clock.move(Duration.ofMinutes(15));
    guess(10);
    assertThat(auth.refused("z").status()).isEqualTo(429);
  }

  @Test
  void requests_thatAreNoGuess_areNotCounted() {
    for (int i = 0; i < 20; i++) {
      assertThat(auth.refused(null).code()).isEqualTo("credential-missing");
      assertThat(auth.refusedFrom(HERE, AuthFixture.KEY, "ops").code()).isEqualTo("scope-missing");
    }

    assertThat(auth.refused("x").status()).isEqualTo(401);
  }

  @Test
  void tokens_countUnlessTheIssuerSignedThem() {
    try (TestIssuer issuer = new TestIssuer()) {
      AuthFixture tokens = new AuthFixture(new JwtSettings(issuer.uri(), "", ""));
      tokens.accepted(issuer.token(issuer.claims(tokens.clock.instant())));
      String expired = issuer.token(issuer.claims(tokens.clock.instant().minusSeconds(1000)));
      for (int i = 0; i < 20; i++) {
        assertThat(tokens.refused(expired).code()).isEqualTo("token-expired");
      }
      for (int i = 0; i < 10; i++) {
        assertThat(tokens.refused("a.b.c" + i).code()).isEqualTo("token-invalid");
      }

      assertThat(tokens.refused("a.b.c").status()).isEqualTo(429);
      tokens.clock.move(Duration.ofSeconds(10));
      tokens.accepted(issuer.token(issuer.claims(tokens.clock.instant())));
      String stranger =
          issuer.token(issuer.claims(tokens.clock.instant()).subject("never seen here"));
      assertThat(tokens.refused(stranger).status()).isEqualTo(429);
    }
  }

  @Test
  void limit_isReadFromText() {
    assertThat(FailureLimit.of("10/15m")).isEqualTo(new FailureLimit(10, Duration.ofMinutes(15)));
    assertThat(FailureLimit.of("3 / 1h").intervalMillis()).isEqualTo(1_200_000);
    for (String wrong : new String[] {"10", "/15m", "0/1m", "10/0s", "x/1m", "10/y"}) {
      assertThatThrownBy(() -> FailureLimit.of(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void guess(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(auth.refused("guess-" + i).status()).isIn(401, 429);
    }
  }
}
