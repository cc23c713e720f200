package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Walks all routes of the router, so that a new one cannot be forgotten. */
class EveryRouteIT {

  /** What takes no credential. Whoever adds to this says in the README why it may. */
  private static final Set<Route> PUBLIC =
      Set.of(
          new Route("POST", "/api/webhook/{sourceKey}"),
          new Route("GET", "/api/health"),
          new Route("GET", "/openapi.json"),
          new Route("GET", "/docs"),
          new Route("GET", "/docs/{file}"));

  /** Demo's, where acme is asking. */
  private static final Map<String, String> DEMOS =
      Map.of("sourceKey", "walk-demo", "keyId", "seed-demo");

  private final TestApp app = TestApp.shared();

  @Test
  void route_withoutCredential_isPublicOr401() {
    for (Route route : routes()) {
      HttpResponse<String> none = call(route, "{}", null);
      HttpResponse<String> wrong = call(route, "{}", "nobody's");
      if (PUBLIC.contains(route)) {
        assertThat(none.statusCode()).as("%s", route).isNotEqualTo(401);
      } else {
        refused(route, none, 401, "credential-missing");
        refused(route, wrong, 401, "credential-invalid");
        assertThat(none.headers().firstValue("WWW-Authenticate"))
            .contains("Bearer realm=\"millrace\"");
      }
    }
  }

  @Test
  void route_withoutItsScope_is403() {
    String token = token("read");
    for (Route route : protectedRoutes()) {
      refused(route, call(route, "{}", TestApp.READ_KEY), 403, "scope-missing");
      refused(route, call(route, "{}", token), 403, "scope-missing");
    }
  }

  @Test
  void route_ofAnotherTenant_isOutOfReach() {
    app.post("/api/sources", "{\"sourceKey\":\"walk-demo\",\"name\":\"D\",\"scheme\":\"none\"}");
    String sources = demo("/api/sources");
    String keys = demo("/api/keys");
    for (String credential : List.of(TestApp.ALL_KEY, token("write read ops"))) {
      for (Route route : protectedRoutes()) {
        isolated(route, call(route, "{\"tenantId\":\"demo\",\"tenant\":\"demo\"}", credential));
        isolated(route, call(route, "[{\"tenantId\":\"demo\"}]", credential));
      }
    }

    assertThat(demo("/api/sources")).isEqualTo(sources);
    assertThat(demo("/api/keys")).isEqualTo(keys);
    assertThat(call(new Route("POST", "/api/webhook/walk-demo"), "{}", null).statusCode())
        .isEqualTo(202);
  }

  @Test
  void token_speaksForItsUserAndTenant() {
    String receipt =
        "{\"receiptId\":\"j1\",\"storeId\":\"s\",\"total\":1,"
            + "\"items\":[{\"productId\":\"p\",\"quantity\":1,\"price\":1}]}";
    HttpResponse<String> taken =
        app.post("/api/receipts", receipt, "Authorization", "Bearer " + token("write"));
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    assertThat(app.record(TestApp.tree(taken)).key()).asString().isEqualTo("acme/s");

    HttpResponse<String> message =
        app.post(
            "/api/chat/c/messages",
            "{\"text\":\"hi\",\"reply\":\"none\"}",
            "Authorization",
            "Bearer " + token("write"));
    assertThat(message.statusCode()).as(message.body()).isEqualTo(202);
    RefusalsIT.problem(
        app.post(
            "/api/chat/c/messages",
            "{\"text\":\"hi\"}",
            "Authorization",
            "Bearer " + token("write"),
            "X-User-Id",
            "bob"),
        403,
        "user-mismatch");
  }

  @Test
  void token_cancelsItsUsersOwnRequestsOnly() {
    String bob =
        app.issuer()
            .token(app.issuer().claims(Instant.now()).subject("bob").claim("scope", "write"));
    for (String canceller : List.of(token("write"), TestApp.ALL_KEY)) {
      String id = UUID.randomUUID().toString();
      String body =
          "{\"requestId\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hold\"}]}";
      HttpResponse<String> made =
          app.post(
              "/api/ai/requests", body.formatted(id), "Authorization", "Bearer " + token("write"));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(202);

      RefusalsIT.problem(cancel(id, bob), 404, "unknown-request");
      HttpResponse<String> cancelled = cancel(id, canceller);
      assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(202);
    }
  }

  private HttpResponse<String> cancel(String id, String credential) {
    return app.json(
        "DELETE", "/api/ai/requests/" + id, "", "Authorization", "Bearer " + credential);
  }

  private static void refused(Route route, HttpResponse<String> response, int status, String code) {
    if (route.path().startsWith("/v1/")) {
      OpenAiIT.error(response, status, code);
    } else {
      RefusalsIT.problem(response, status, code);
    }
  }

  /** Refused, or done to acme's own: an answer must not show, nor a record hold, what is demo's. */
  private void isolated(Route route, HttpResponse<String> response) {
    JsonNode body = response.body().isEmpty() ? null : TestApp.tree(response);
    if (response.statusCode() == 207) {
      assertThat(body.at("/results/0/status").intValue()).as("%s", route).isEqualTo(403);
    } else if (response.statusCode() == 202) {
      assertThat(app.record(body).key()).as("%s", route).asString().startsWith("acme/");
    } else if (response.statusCode() == 200) {
      assertThat(route.method()).isEqualTo("GET");
      assertThat(response.body()).as("%s", route).doesNotContain("walk-demo", "seed-demo");
    } else {
      assertThat(response.statusCode())
          .as("%s %s", route, response.body())
          .isIn(400, 403, 404, 422);
      assertThat(response.body()).as("%s", route).doesNotContain("secret");
    }
  }

  private List<Route> protectedRoutes() {
    return routes().stream().filter(route -> !PUBLIC.contains(route)).toList();
  }

  private List<Route> routes() {
    List<Route> routes = Route.all(app.router());
    assertThat(routes).hasSizeGreaterThan(15).containsAll(PUBLIC);
    return routes;
  }

  private HttpResponse<String> call(Route route, String body, String credential) {
    String path = route.path();
    for (Map.Entry<String, String> variable : DEMOS.entrySet()) {
      path = path.replace("{" + variable.getKey() + "}", variable.getValue());
    }
    String[] headers =
        credential == null
            ? new String[] {"Content-Type", "application/json"}
            : new String[] {
              "Content-Type", "application/json", "Authorization", "Bearer " + credential
            };
    return app.send(
        route.method(),
        path.replaceAll("\\{[^}]*}", "walk"),
        route.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
        headers);
  }

  private String token(String scope) {
    return app.issuer().token(app.issuer().claims(Instant.now()).claim("scope", scope));
  }

  private String demo(String path) {
    return app.get(path, "Authorization", "Bearer " + TestApp.DEMO_KEY).body();
  }
}
