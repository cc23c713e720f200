package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.SalesBreakdown;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BreakdownIT {

  private static final Instant AT = Instant.parse("2026-03-28T10:00:00Z");

  private final ReadApp app = ReadApp.shared();

  @Test
  void payments_fromTheTopic_largestAmountFirst() {
    ReadClient client = app.client("b-pay", "read");
    app.store("b-pay", "st", "Asia/Tashkent", "UZS");
    send(row("b-pay", "payment", "card", AT, 3, 700).setRevision(2));
    send(row("b-pay", "payment", "card", AT, 9, 9).setRevision(1));
    send(row("b-pay", "payment", "card", AT.plusSeconds(900), 1, 50).setCurrency("UZS"));
    send(row("b-pay", "payment", "cash", AT, 1, 100));
    send(row("b-pay", "employee", "cash", AT, 1, 100));
    String last = sendCovering(row("b-pay", "payment", "unknown", AT.minusSeconds(86_400), 1, -5));

    assertThat(
            after(last, client, "/api/analytics/payments?storeId=st&from=2026-03-28&to=2026-03-29")
                .body())
        .isEqualTo(
            "{\"storeId\":\"st\",\"timezone\":\"Asia/Tashkent\",\"currency\":\"UZS\",\"payments\":["
                + "{\"method\":\"card\",\"receipts\":4,\"refunds\":2,\"amount\":750,"
                + "\"revenue\":1500},"
                + "{\"method\":\"cash\",\"receipts\":1,\"refunds\":1,\"amount\":100,"
                + "\"revenue\":200}]}");
    assertThat(client.get("/api/analytics/payments").json().path("payments")).hasSize(3);
    assertThat(client.get("/api/analytics/payments?storeId=other").json().path("payments"))
        .isEmpty();
  }

  @Test
  void employees_haveTheirNames_andReceiptsOfNobodyAreThere() {
    ReadClient client = app.client("b-emp", "read");
    app.sql(
        "insert into reference_v1.reference values ('b-emp','employees','e/1','Ann',null,null,null,"
            + "'{}',now(),1)");
    send(row("b-emp", "employee", "e/1", AT, 3, 700));
    send(row("b-emp", "employee", "", AT, 1, 50));
    String last = sendCovering(row("b-emp", "employee", "e2", AT, 0, -9));

    JsonNode answer = after(last, client, "/api/analytics/employees").json();
    assertThat(answer.toString())
        .isEqualTo(
            "{\"storeId\":null,\"timezone\":\"UTC\",\"currency\":null,\"employees\":["
                + "{\"employeeId\":\"e/1\",\"name\":\"Ann\",\"receipts\":3,\"refunds\":1,"
                + "\"revenue\":1400},"
                + "{\"employeeId\":null,\"receipts\":1,\"refunds\":1,\"revenue\":100},"
                + "{\"employeeId\":\"e2\",\"receipts\":0,\"refunds\":1,\"revenue\":-18}]}");
    assertThat(
            app.client("b-emp2", "read").get("/api/analytics/employees").json().path("employees"))
        .isEmpty();
  }

  @Test
  void breakdowns_refuseToAddCurrenciesAndBadParameters() {
    ReadClient client = app.client("b-mixed", "read");
    app.store("b-mixed", "st", "UTC", "EUR");
    send(row("b-mixed", "payment", "x", AT, 1, 5));
    send(row("b-mixed", "payment", "x", AT, 1, 7).setCurrency("USD"));
    send(row("b-mixed", "employee", "x", AT, 1, 5));
    String last = sendCovering(row("b-mixed", "employee", "x", AT, 1, 7).setCurrency("USD"));
    for (String path : new String[] {"/api/analytics/payments", "/api/analytics/employees"}) {
      ReadClient.Answer refused = after(last, client, path);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.code()).isEqualTo("mixed-currencies");
      assertThat(refused.json().path("currencies").toString()).isEqualTo("[\"EUR\",\"USD\"]");
      JsonNode chosen = client.get(path + "?currency=EUR").json();
      assertThat(chosen.path("currency").asString()).isEqualTo("EUR");
      assertThat(chosen.findValuesAsString("revenue")).containsExactly("10");
      assertThat(client.get(path + "?to=x").code()).isEqualTo("bad-parameter");
    }
  }

  private static ReadClient.Answer after(String position, ReadClient client, String path) {
    return client.get(path, "X-Read-After", position, "Prefer", "wait=20");
  }

  private static SalesBreakdown.Builder row(
      String tenant, String dimension, String value, Instant start, long receipts, long amount) {
    return SalesBreakdown.newBuilder()
        .setTenant(tenant)
        .setStoreId("st")
        .setDimension(dimension)
        .setValue(value)
        .setStart(Timestamps.of(start))
        .setReceipts(receipts)
        .setRefunds(1)
        .setAmount(amount)
        .setRevenue(2 * amount)
        .setRevision(1);
  }

  /** Sends a row that covers one more receipt, and returns where that is. */
  private String sendCovering(SalesBreakdown.Builder row) {
    InputPosition receipt = app.nextInput(Topics.SALES_RECEIPTS);
    send(row.setInput(receipt));
    return ReadApp.position(receipt);
  }

  private void send(SalesBreakdown.Builder row) {
    app.topics().send(Topics.PROJECTION_SALES_BREAKDOWN, "breakdown", row.build());
  }
}
