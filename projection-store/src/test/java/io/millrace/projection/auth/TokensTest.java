package io.millrace.projection.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.projection.http.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that were really signed, keys that were really fetched. */
class TokensTest {

  private final TestIssuer issuer = new TestIssuer();
  private final AuthFixture auth = new AuthFixture(new JwtSettings(issuer.uri(), "", "millrace"));

  private int addresses = 1;

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void token_ofIssuer_isAccepted() {
    Caller caller = auth.accepted(issuer.token(claims()));

    assertThat(caller.tenant()).isEqualTo("acme");
    assertThat(caller.userId()).isEqualTo("ann");
    assertThat(caller.scopes()).containsExactlyInAnyOrder("write", "read");
  }

  @Test
  void token_signedOnEllipticCurve_isAccepted() {
    issuer.rotate(TestIssuer.ec("ec-1"));

    assertThat(auth.accepted(issuer.token(claims())).tenant()).isEqualTo("acme");
  }

  @Test
  void scopes_mayBeArrayOrScp() {
    assertThat(auth.accepted(issuer.token(claims().claim("scope", List.of("read", 7)))).scopes())
        .containsExactly("read");
    assertThat(
            auth.accepted(issuer.token(claims().claim("scope", null).claim("scp", "read x")))
                .scopes())
        .containsExactly("read");
    assertThat(
            auth.accepted(issuer.token(claims().claim("scope", null).claim("scp", List.of("read"))))
                .scopes())
        .containsExactly("read");
  }

  @Test
  void token_withoutScope_isRefused() {
    Problem problem = auth.refused(issuer.token(claims().claim("scope", "ops")));

    is(problem, 403, "scope-missing");
    assertThat(problem.headers().get("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"millrace\", error=\"insufficient_scope\", scope=\"read\"");
    is(auth.refused(issuer.token(claims().claim("scope", null))), 403, "scope-missing");
    is(auth.refused(issuer.token(claims().claim("scope", 7))), 403, "scope-missing");
  }

  @Test
  void token_outOfItsTime_isRefused() {
    Problem expired = auth.refused(issuer.token(claims().expirationTime(at(-31)).issueTime(null)));
    is(expired, 401, "token-expired");
    assertThat(expired.headers().get("WWW-Authenticate")).contains("error=\"invalid_token\"");
    invalid(issuer.token(claims().notBeforeTime(at(31))));
    invalid(issuer.token(claims().expirationTime(null)));
    auth.accepted(issuer.token(claims().expirationTime(at(-29)).issueTime(null)));
    auth.accepted(issuer.token(claims().notBeforeTime(at(29))));
  }

  @Test
  void token_thatWasVerified_endsWithItsExpiry() {
    String token = issuer.token(claims().expirationTime(at(20)));
    auth.accepted(token);
    auth.clock.move(Duration.ofSeconds(50));
    auth.accepted(token);
    auth.clock.move(Duration.ofSeconds(1));

    is(auth.refused(token), 401, "token-expired");
  }

  @Test
  void token_ofOthersOrForOthers_isRefused() {
    invalid(issuer.token(claims().issuer("http://localhost/other")));
    invalid(issuer.token(claims().issuer(null)));
    invalid(issuer.token(claims().audience("shop")));
    invalid(issuer.token(claims().audience((String) null)));
    auth.accepted(issuer.token(claims().audience(List.of("shop", "millrace"))));
  }

  @Test
  void token_signedWithAnotherKey_isRefused() {
    invalid(TestIssuer.sign(claims().build(), TestIssuer.rsa("key-1")));
    invalid(TestIssuer.sign(claims().build(), TestIssuer.ec("key-1")));
    invalid(TestIssuer.sign(claims().build(), TestIssuer.rsa("nobody's")));
  }

  @Test
  void token_withoutSignature_isRefused() {
    invalid(new PlainJWT(claims().build()).serialize());
    String[] parts = issuer.token(claims()).split("\\.");
    invalid(parts[0] + "." + parts[1] + ".");
    String none = base64("{\"alg\":\"none\",\"kid\":\"key-1\"}");
    invalid(none + "." + parts[1] + "." + parts[2]);
  }

  @Test
  void token_withPublicKeyAsSecret_isRefused() throws JOSEException {
    byte[] publicKey = ((RSAKey) issuer.key()).toRSAPublicKey().getEncoded();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims().build());
    token.sign(new MACSigner(publicKey));

    invalid(token.serialize());
  }

  @Test
  void token_thatWasChanged_isRefused() {
    String[] parts = issuer.token(claims()).split("\\.");
    String payload = new String(Base64.getUrlDecoder().decode(parts[1]));
    invalid(parts[0] + "." + base64(payload.replace("acme", "demo")) + "." + parts[2]);
    for (String nonsense : List.of("..", "a.b.c", parts[0] + ".." + parts[2], "é.é.é")) {
      invalid(nonsense);
    }
  }

  @Test
  void token_withoutTenantOrSubject_isRefused() {
    is(auth.refused(issuer.token(claims().claim("tenant", null))), 403, "tenant-missing");
    is(auth.refused(issuer.token(claims().claim("tenant", " "))), 403, "tenant-missing");
    is(auth.refused(issuer.token(claims().claim("tenant", List.of("a")))), 403, "tenant-missing");
    invalid(issuer.token(claims().subject(null)));
    invalid(issuer.token(claims().subject("x".repeat(129))));
  }

  @Test
  void userId_isTheTokens() {
    String token = issuer.token(claims());

    assertThat(auth.accepted(token, "X-User-Id", "ann").userId()).isEqualTo("ann");
    is(auth.refused(token, "X-User-Id", "bob"), 403, "user-mismatch");
  }

  @Test
  void key_thatIsNew_isFetchedAndTheOldOneForgotten() {
    String old = issuer.token(claims());
    auth.accepted(old);
    issuer.rotate(TestIssuer.rsa("key-2"));
    auth.clock.move(IssuerKeys.PAUSE);

    auth.accepted(issuer.token(claims()));

    assertThat(issuer.fetches()).isEqualTo(2);
    invalid(issuer.token(claims().claim("n", 1)).replaceFirst("^[^.]+", old.split("\\.")[0]));
  }

  @Test
  void keys_areAskedForNowAndThenOnly() {
    auth.accepted(issuer.token(claims()));
    for (int i = 0; i < 5; i++) {
      invalid(TestIssuer.sign(claims().build(), TestIssuer.ec("made-up-" + i)));
    }
    assertThat(issuer.fetches()).isEqualTo(1);

    auth.clock.move(IssuerKeys.STALE);
    auth.accepted(issuer.token(claims()));
    Awaitility.await().until(() -> issuer.fetches() == 2);
  }

  @Test
  void issuer_thatIsAway_leavesKnownKeys() {
    auth.accepted(issuer.token(claims()));
    issuer.close();
    auth.clock.move(Duration.ofDays(3));

    auth.accepted(issuer.token(claims()));
    Problem unknown = auth.refused(TestIssuer.sign(claims().build(), TestIssuer.ec("new")));
    is(unknown, 503, "issuer-unavailable");
    assertThat(unknown.headers()).containsKey("Retry-After");
    auth.accepted(AuthFixture.KEY);
  }

  @Test
  void issuer_thatIsBack_isAskedAgain() {
    issuer.failing(true);
    String token = issuer.token(claims());
    is(auth.refused(token), 503, "issuer-unavailable");
    issuer.failing(false);
    is(auth.refused(token), 503, "issuer-unavailable");
    assertThat(issuer.fetches()).isZero();
    auth.clock.move(IssuerKeys.PAUSE);

    auth.accepted(issuer.token(claims()));
  }

  @Test
  void keys_mayBeNamedWithoutIssuer() {
    AuthFixture byKeys = new AuthFixture(new JwtSettings("", issuer.jwksUri(), ""));

    byKeys.accepted(issuer.token(claims().issuer("anyone")));
  }

  @Test
  void token_isNoCredentialWhereNoneAreAccepted() {
    AuthFixture keysOnly = new AuthFixture(new JwtSettings("", "", ""));

    is(keysOnly.refused(issuer.token(claims())), 401, "credential-invalid");
  }

  private void invalid(String token) {
    Problem problem = auth.refusedFrom("192.0.2." + ++addresses, token, "read");
    is(problem, 401, "token-invalid");
    assertThat(problem.headers().get("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  private static void is(Problem problem, int status, String code) {
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.status()).isEqualTo(status);
  }

  private JWTClaimsSet.Builder claims() {
    return issuer.claims(auth.clock.instant());
  }

  private Date at(int seconds) {
    Instant time = auth.clock.instant().plusSeconds(seconds);
    return Date.from(time);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
  }
}
