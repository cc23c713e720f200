package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Keys and sources: made, used, changed and taken away, each within a second. */
class ConfigurationIT {

  private static final String SHIFT =
      "{\"shiftId\":\"1\",\"storeId\":\"s\",\"terminalId\":\"t\",\"type\":\"opened\"}";

  private final TestApp app = TestApp.shared();

  @Test
  void key_holdsFromCreationUntilRevoked() {
    HttpResponse<String> created =
        app.post("/api/keys", "{\"tenant\":\"newco\",\"scopes\":[\"write\",\"read\"]}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    String keyId = TestApp.tree(created).get("keyId").stringValue();
    String key = TestApp.tree(created).get("key").stringValue();
    assertThat(key).startsWith("mrk_").hasSizeGreaterThan(40);

    HttpResponse<String> used = shift(key);
    assertThat(used.statusCode()).as(used.body()).isEqualTo(202);
    assertThat(app.record(TestApp.tree(used)).key()).asString().isEqualTo("newco/s");
    String list = app.get("/api/keys", "Authorization", "Bearer " + TestApp.DEMO_KEY).body();
    assertThat(list).contains(keyId).doesNotContain(key);
    assertThat(app.get("/api/keys", "Authorization", "Bearer " + TestApp.OPS_KEY).body())
        .contains("seed-acme-write")
        .doesNotContain(keyId);

    assertThat(app.json("DELETE", "/api/keys/" + keyId, "").statusCode()).isEqualTo(204);
    await().untilAsserted(() -> RefusalsIT.problem(shift(key), 401, "credential-invalid"));
    RefusalsIT.problem(app.json("DELETE", "/api/keys/" + keyId, ""), 404, "unknown-key");
  }

  @Test
  void key_ofOtherTenantIsOutOfReach() {
    RefusalsIT.problem(
        app.json("DELETE", "/api/keys/seed-demo", "", "Authorization", "Bearer " + TestApp.OPS_KEY),
        404,
        "unknown-key");
    RefusalsIT.problem(
        app.post("/api/keys", "{\"tenant\":\"x\",\"scopes\":[\"fly\"]}"), 422, "schema-violation");
  }

  @Test
  void key_withAPlanIsForTheAdminTenantToMake() {
    String plain = "{\"tenant\":\"acme\",\"scopes\":[\"write\"]}";
    String planned = plain.replace("}", ",\"plan\":\"gold\"}");
    String[] ops = {"Authorization", "Bearer " + TestApp.OPS_KEY};

    RefusalsIT.problem(app.post("/api/keys", planned, ops), 403, "admin-only");
    HttpResponse<String> withoutPlan = app.post("/api/keys", plain, ops);
    HttpResponse<String> byAdmin = app.post("/api/keys", planned);

    assertThat(byAdmin.statusCode()).as(byAdmin.body()).isEqualTo(201);
    assertThat(withoutPlan.statusCode()).as(withoutPlan.body()).isEqualTo(201);
    assertThat(app.get("/api/keys", ops).body()).containsOnlyOnce("\"plan\":\"gold\"");
    for (HttpResponse<String> made : List.of(byAdmin, withoutPlan)) {
      String keyId = TestApp.tree(made).get("keyId").stringValue();
      assertThat(app.json("DELETE", "/api/keys/" + keyId, "").statusCode()).isEqualTo(204);
    }
  }

  @Test
  void source_isPausedResumedRotatedAndDeleted() {
    HttpResponse<String> created =
        app.post("/api/sources", "{\"sourceKey\":\"s-1\",\"name\":\"S\",\"scheme\":\"none\"}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(TestApp.tree(created).has("secret")).isFalse();
    RefusalsIT.problem(
        app.post("/api/sources", "{\"sourceKey\":\"s-1\",\"name\":\"S\",\"scheme\":\"none\"}"),
        409,
        "source-exists");

    assertThat(deliver("s-1").statusCode()).isEqualTo(202);
    assertThat(app.json("POST", "/api/sources/s-1/pause", "").statusCode()).isEqualTo(200);
    await().untilAsserted(() -> RefusalsIT.problem(deliver("s-1"), 403, "source-paused"));
    assertThat(app.json("POST", "/api/sources/s-1/resume", "").statusCode()).isEqualTo(200);
    await().until(() -> deliver("s-1").statusCode() == 202);
    RefusalsIT.problem(
        app.json("POST", "/api/sources/s-1/rotate", "{}"), 409, "source-has-no-secret");
    assertThat(app.json("DELETE", "/api/sources/s-1", "").statusCode()).isEqualTo(204);
    await().untilAsserted(() -> RefusalsIT.problem(deliver("s-1"), 404, "unknown-source"));
  }

  @Test
  void source_showsSecretOnceAndKeepsOldOneForGrace() {
    JsonNode created =
        TestApp.tree(
            app.post(
                "/api/sources",
                "{\"sourceKey\":\"s-2\",\"name\":\"S\",\"scheme\":\"hmac\",\"settings\":{\"header\":\"X-S\"}}"));
    String secret = created.get("secret").stringValue();
    JsonNode rotated =
        TestApp.tree(app.json("POST", "/api/sources/s-2/rotate", "{\"graceSeconds\":600}"));

    assertThat(secret).hasSizeGreaterThan(40).isNotEqualTo(rotated.get("secret").stringValue());
    String list = app.get("/api/sources", "Authorization", "Bearer " + TestApp.DEMO_KEY).body();
    assertThat(list).contains("s-2").doesNotContain(secret);
    assertThat(app.get("/api/sources", "Authorization", "Bearer " + TestApp.OPS_KEY).body())
        .doesNotContain("s-2");
    RefusalsIT.problem(
        app.json("DELETE", "/api/sources/s-2", "", "Authorization", "Bearer " + TestApp.OPS_KEY),
        404,
        "unknown-source");
  }

  @Test
  void source_refusesSettingsThatDoNotFit() {
    String[] bodies = {
      "{\"name\":\"x\",\"scheme\":\"magic\"}",
      "{\"name\":\"x\",\"scheme\":\"hmac\",\"settings\":{\"algorithm\":\"md5\"}}",
      "{\"name\":\"x\",\"scheme\":\"hmac\",\"settings\":{\"algoritm\":\"sha1\"}}",
      "{\"name\":\"x\",\"scheme\":\"hmac\",\"settings\":{\"template\":\"fixed\"}}",
      "{\"name\":\"x\",\"scheme\":\"none\",\"secret\":\"s\"}",
      "{\"name\":\"x\",\"scheme\":\"none\",\"sourceKey\":\"a/b\"}"
    };
    for (String body : bodies) {
      RefusalsIT.problem(app.post("/api/sources", body), 422, "schema-violation");
    }
  }

  private HttpResponse<String> shift(String key) {
    return app.post("/api/shifts", SHIFT, "Authorization", "Bearer " + key);
  }

  private HttpResponse<String> deliver(String sourceKey) {
    return app.send("POST", "/api/webhook/" + sourceKey, BodyPublishers.ofString("{}"));
  }
}
