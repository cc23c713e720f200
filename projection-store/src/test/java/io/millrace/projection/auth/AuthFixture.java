package io.millrace.projection.auth;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.projection.http.ClientAddress;
import io.millrace.projection.http.Problem;
import io.millrace.projection.http.Refusal;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.ApiKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** A gate with one API key, {@code good}, and the tokens of one issuer. */
final class AuthFixture {

  static final String KEY = "good";

  final TestClock clock = new TestClock();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final ApiKeys keys = new ApiKeys(new KafkaSettings("localhost:1"));
  boolean caughtUp = true;
  private final Gate gate;

  AuthFixture(JwtSettings jwt) {
    keys.apply(
        "k1",
        ApiKey.newBuilder()
            .setKeyId("k1")
            .setTenant("acme")
            .addScopes("read")
            .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(ApiKeys.digest(KEY))))
            .build());
    IssuerKeys issuerKeys = new IssuerKeys(new IssuerClient(jwt)::keySet, clock);
    gate =
        new Gate(
            keys,
            () -> caughtUp,
            jwt.enabled() ? new Tokens(issuerKeys, jwt, clock) : null,
            new AuthFailures(FailureLimit.of("10/15m"), clock, metrics),
            ClientAddress.ofPeer(),
            "");
  }

  /** The caller, from the first of two addresses. */
  Caller accepted(String credential, String... headers) {
    return acceptedFrom("192.0.2.1", credential, "read", headers);
  }

  Caller acceptedFrom(String address, String credential, String scope, String... headers) {
    ServerRequest request = request(address, credential, headers);
    AtomicReference<Caller> known = new AtomicReference<>();
    Gate.Handler handler =
        (caller, r) -> {
          known.set(caller);
          return Mono.empty();
        };
    (scope.equals("ops") ? gate.ops(handler) : gate.read(handler))
        .handle(request)
        .block(Duration.ofSeconds(10));
    return known.get();
  }

  Problem refused(String credential, String... headers) {
    return refusedFrom("192.0.2.1", credential, "read", headers);
  }

  Problem refusedFrom(String address, String credential, String scope, String... headers) {
    try {
      Caller caller = acceptedFrom(address, credential, scope, headers);
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
