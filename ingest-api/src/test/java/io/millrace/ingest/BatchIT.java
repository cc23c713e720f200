package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.stock.v1.StockMovement;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BatchIT {

  private static final String MOVEMENTS = "/api/stock/movements";
  private final TestApp app = TestApp.shared();

  @Test
  void post_takesArray() throws Exception {
    String body =
        IntStream.range(0, 1_000)
            .mapToObj(i -> movement("A-" + i, "1.5"))
            .collect(Collectors.joining(",", " [", "]"));

    HttpResponse<String> response = app.post(MOVEMENTS, body);

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode results = TestApp.tree(response).get("results");
    assertThat(results.size()).isEqualTo(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(results.get(i).get("index").intValue()).isEqualTo(i);
      assertThat(results.get(i).get("status").intValue()).isEqualTo(202);
      assertThat(results.get(i).get("id").stringValue()).isEqualTo("A-" + i);
    }
    StockMovement last = StockMovement.parseFrom(app.record(results.get(999)).value());
    assertThat(last.getMovementId()).isEqualTo("A-999");
  }

  @Test
  void post_answersForEachItemOfMixedArray() {
    HttpResponse<String> response =
        app.post(
            MOVEMENTS,
            "["
                + String.join(
                    ",",
                    movement("B-0", "1"),
                    movement("B-1", "\"x\""),
                    "3",
                    "{\"tenantId\":\"other\"}",
                    movement("B-4", "2"))
                + "]");

    assertThat(response.statusCode()).isEqualTo(207);
    JsonNode results = TestApp.tree(response).get("results");
    assertThat(results.valueStream().map(r -> r.get("status").intValue()))
        .containsExactly(202, 422, 422, 403, 202);
    assertThat(results.at("/1/errors/0/pointer").stringValue()).isEqualTo("/quantity");
    assertThat(results.at("/1/code").stringValue()).isEqualTo("schema-violation");
    assertThat(results.at("/4/position").stringValue()).startsWith("stock.movements.v1-");
  }

  @Test
  void post_answersForEachLine() {
    HttpResponse<String> response =
        app.post(
            MOVEMENTS,
            movement("C-0", "1") + "\r\n\n{bad\n" + movement("C-2", "1"),
            "Content-Type",
            "application/x-ndjson");

    assertThat(response.statusCode()).isEqualTo(207);
    JsonNode results = TestApp.tree(response).get("results");
    assertThat(results.valueStream().map(r -> r.get("status").intValue()))
        .containsExactly(202, 400, 202);
    assertThat(results.at("/1/code").stringValue()).isEqualTo("malformed-json");
  }

  @Test
  void post_sendsNothingOfArrayThatDoesNotParse() {
    int before = app.records("stock.movements.v1").size();

    HttpResponse<String> response =
        app.post(MOVEMENTS, "[" + movement("D-0", "1") + "," + movement("D-1", "1"));

    RefusalsIT.problem(response, 400, "malformed-json");
    assertThat(app.records("stock.movements.v1")).hasSize(before);
  }

  @Test
  void post_refusesEmptyBatch() {
    RefusalsIT.problem(app.post(MOVEMENTS, "[]"), 422, "schema-violation");
  }

  private static String movement(String id, String quantity) {
    return "{\"movementId\":\"%s\",\"storeId\":\"batch\",\"productId\":\"p\",\"quantity\":%s,\"reason\":\"delivery\"}"
        .formatted(id, quantity);
  }
}
