package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.http.Cursor;
import io.r2dbc.pool.ConnectionPool;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RefusalsIT {

  private final ReadApp app = ReadApp.shared();

  @Test
  void request_withoutKnownKey_isUnauthorized() {
    app.client("f-auth", "read");
    ReadClient.Answer none = app.anonymous(null).get("/api/products");
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.code()).isEqualTo("credential-missing");
    assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"millrace\"");
    assertThat(app.anonymous("wrong").get("/api/products").code()).isEqualTo("credential-invalid");
  }

  @Test
  void refusal_rightAfterAnAnswerOnTheSameConnection_arrives() {
    ReadClient client = app.client("f-turns", "read");
    for (int i = 0; i < 300; i++) {
      assertThat(client.get("/api/stock").status()).isEqualTo(200);
      assertThat(client.get("/api/analytics/sales?currency=pounds").status()).isEqualTo(400);
    }
  }

  @Test
  void request_withoutScopeRead_isForbidden() {
    ReadClient client = app.client("f-write", "write");
    assertThat(client.get("/api/products").status()).isEqualTo(403);
    assertThat(client.get("/api/live?channels=sales:x").code()).isEqualTo("scope-missing");
  }

  @Test
  void key_revoked_stopsWorking() {
    ReadClient client = app.client("f-revoked", "read");
    app.putKey("key-f-revoked-read", null);
    await().until(() -> client.get("/api/products").status() == 401);
  }

  @Test
  void unknownRoute_is404_andWrongMethod405() {
    ReadClient client = app.client("f-routes", "read");
    ReadClient.Answer unknown = client.get("/api/nothing");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.code()).isEqualTo("not-found");
    ReadClient.Answer wrong = client.post("/api/stock", "{}");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.code()).isEqualTo("method-not-allowed");
    assertThat(wrong.header("Allow")).isEqualTo("GET");
    assertThat(
            client
                .send(
                    client
                        .request("/api/products/search", "Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("x")))
                .code())
        .isEqualTo("unsupported-media-type");
  }

  @Test
  void cancelledRequests_giveTheirConnectionsBack() throws Exception {
    ReadClient client = app.client("f-cancel", "read");
    ConnectionPool pool = app.bean("readPool", ConnectionPool.class);
    try (Connection lock = app.connection()) {
      lock.setAutoCommit(false);
      lock.createStatement().execute("lock table stock_levels_v1.stock_level");
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(
            client
                .http()
                .sendAsync(
                    client.request("/api/stock").build(), HttpResponse.BodyHandlers.ofString()));
      }
      await().until(() -> pool.getMetrics().orElseThrow().acquiredSize() > 5);
      waiting.forEach(request -> request.cancel(true));
      await().until(() -> pool.getMetrics().orElseThrow().pendingAcquireSize() == 0);
      lock.rollback();
    }
    await().until(() -> pool.getMetrics().orElseThrow().acquiredSize() == 0);
    assertThat(client.get("/api/stock").status()).isEqualTo(200);
  }

  @Test
  void slowQuery_isCutOffWith503() throws Exception {
    ReadClient client = app.client("f-slow", "read");
    try (Connection lock = app.connection()) {
      lock.setAutoCommit(false);
      lock.createStatement().execute("lock table ai_requests_v1.ai_request");
      ReadClient.Answer refused = client.get("/api/ai/requests/x");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotNull();
      assertThat(refused.code()).isIn("query-timeout", "database-unavailable");
      lock.rollback();
    }
    assertThat(client.get("/api/ai/requests/x").status()).isEqualTo(404);
  }

  @Test
  void queryThatIsWrong_isOurFaultAndNot503() {
    ReadClient client = app.client("f-fault", "read");
    app.sql("alter view ai_request rename to ai_request_away");
    try {
      ReadClient.Answer fault = client.get("/api/ai/requests/x");
      assertThat(fault.status()).isEqualTo(500);
      assertThat(fault.code()).isEqualTo("internal");
      assertThat(fault.body()).doesNotContain("ai_request");
    } finally {
      app.sql("alter view ai_request_away rename to ai_request");
    }
    assertThat(client.get("/api/ai/requests/x").status()).isEqualTo(404);
  }

  @Test
  void timesOfNoRow_areRefusedBeforeTheDatabaseIsAsked() {
    ReadClient client = app.client("f-times", "read");
    for (String query :
        List.of(
            "/api/analytics/sales?to=0001-01-02",
            "/api/analytics/top-products?to=0001-01-20",
            "/api/analytics/webhooks?to=0001-01-02T00:00:00Z",
            "/api/receipts?cursor=" + Cursor.encode("+1000000000-01-01T00:00:00Z", "s", "r"))) {
      ReadClient.Answer refused = client.get(query);
      assertThat(refused.status()).as(query + refused.body()).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("bad-parameter");
    }
  }

  @Test
  void dashboard_isServedWithAStrictPolicy() {
    ReadClient client = app.anonymous(null);
    ReadClient.Answer page = client.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(page.body()).doesNotContain("http://", "https://", "style=", "<script>");
    for (String file : List.of("dashboard.css", "dashboard.js", "chart.js", "icon.svg")) {
      assertThat(client.get("/dashboard/" + file).status()).isEqualTo(200);
    }
  }
}
