package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Walks all routes of the router, so that a new one cannot be forgotten. */
class EveryRouteIT {

  /** What takes no credential: no tenant's data is in it. */
  private static final Set<String> PUBLIC =
      Set.of("/", "/api/health", "/ready", "/openapi.json", "/docs");

  /** What does not end by itself; its own tests look at tenants. */
  private static final Set<String> ENDLESS = Set.of("/api/live", "/api/chat/stream");

  private final ReadApp app = ReadApp.shared();

  @Test
  void route_withoutCredential_isPublicOr401() {
    app.client("walk", "read");
    for (Route route : routes()) {
      ReadClient.Answer none = call(route, app.anonymous(null));
      if (isPublic(route)) {
        assertThat(none.status()).as("%s", route).isNotEqualTo(401);
      } else {
        assertThat(none.status()).as("%s", route).isEqualTo(401);
        assertThat(none.code()).isEqualTo("credential-missing");
        assertThat(call(route, app.anonymous("wrong")).code()).isEqualTo("credential-invalid");
        assertThat(call(route, app.anonymous("a.b.c")).code()).isEqualTo("token-invalid");
      }
    }
  }

  @Test
  void route_withoutItsScope_is403() {
    List<ReadClient> clients =
        List.of(app.client("walk", "write"), app.anonymous(token("walk", "write")));
    for (Route route : routes()) {
      if (!isPublic(route)) {
        for (ReadClient client : clients) {
          assertThat(call(route, client).code()).as("%s", route).isEqualTo("scope-missing");
        }
      }
    }
  }

  @Test
  void route_showsNothingOfAnotherTenant() {
    app.store("walk-demo", "north", "Europe/London", "GBP");
    app.quarter("walk-demo", "north", "GBP", "2026-03-29T10:00:00Z", 3, 4_711);
    for (ReadClient other :
        List.of(
            app.client("walk-acme", "read", "ops"),
            app.anonymous(token("walk-acme", "read ops")))) {
      for (Route route : routes()) {
        if (route.path().startsWith("/api/") && !ENDLESS.contains(route.path())) {
          assertThat(call(route, other).body())
              .as("%s", route)
              .doesNotContain("4711", "London", "GBP", "walk-demo");
        }
      }
    }
    assertThat(
            app.anonymous(token("walk-demo", "read"))
                .get("/api/analytics/sales?storeId=north")
                .body())
        .contains("4711");
  }

  private static boolean isPublic(Route route) {
    return PUBLIC.contains(route.path()) || route.path().matches("/(dashboard|docs)/.*");
  }

  private List<Route> routes() {
    List<Route> routes = Route.all(app.router());
    assertThat(routes).hasSizeGreaterThan(15);
    return routes;
  }

  private static ReadClient.Answer call(Route route, ReadClient client) {
    String path =
        route.path().replace("{kind}", "stores").replaceAll("\\{[^}]*}", "north")
            + "?storeId=north&channels=sales:north&barcode=1&phone=1&sessionId=north";
    return client.send(
        client
            .request(path, "Content-Type", "application/json", "Prefer", "wait=0")
            .method(
                route.method(),
                route.method().equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString("{\"barcode\":\"1\"}")));
  }

  private String token(String tenant, String scope) {
    return app.issuer()
        .token(app.issuer().claims(ReadApp.NOW).claim("tenant", tenant).claim("scope", scope));
  }
}
