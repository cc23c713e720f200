package io.millrace.ingest.auth;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.ingest.TestApp;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import io.millrace.schemas.config.v1.ApiKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;

/** An authenticator with one API key, {@code good}, and the tokens of one issuer. */
final class AuthFixture {

  static final String KEY = "good";

  final TestClock clock = new TestClock();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final ApiKeys keys = new ApiKeys();
  boolean caughtUp = true;
  private final Authenticator authenticator;

  AuthFixture(JwtSettings jwt) {
    keys.apply(
        "k1",
        ApiKey.newBuilder()
            .setKeyId("k1")
            .setTenant("acme")
            .addScopes("write")
            .setSha256(ByteString.copyFrom(TestApp.sha256(KEY)))
            .build());
    IssuerKeys issuerKeys = new IssuerKeys(new IssuerClient(jwt)::keySet, clock, ok -> {});
    authenticator =
        new Authenticator(
            keys,
            () -> caughtUp,
            jwt.enabled() ? new Tokens(issuerKeys, jwt, clock) : null,
            new AuthFailures(FailureLimit.of("10/15m"), clock, metrics),
            ClientAddress.ofPeer());
  }

  /** The caller, from the first of two addresses. */
  Principal accepted(String credential, String... headers) {
    return accepted("192.0.2.1", credential, Scope.WRITE, headers);
  }

  Principal accepted(String address, String credential, Scope scope, String... headers) {
    ServerRequest request = request(address, credential, headers);
    return authenticator.require(request, scope).block(Duration.ofSeconds(10));
  }

  Problem refused(String credential, String... headers) {
    return refused("192.0.2.1", credential, Scope.WRITE, headers);
  }

  Problem refused(String address, String credential, Scope scope, String... headers) {
    try {
      Principal caller = accepted(address, credential, scope, headers);
      throw new AssertionError("accepted: " + caller);
    } catch (Refusal refusal) {
      return refusal.problem();
    }
  }

  private static ServerRequest request(String address, String credential, String... headers) {
    MockServerHttpRequest.BaseBuilder<?> request =
        MockServerHttpRequest.get("/").remoteAddress(new InetSocketAddress(address, 4711));
    if (credential != null) {
      request.header("Authorization", "Bearer " + credential);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return ServerRequest.create(MockServerWebExchange.from(request.build()), List.of());
  }
}
