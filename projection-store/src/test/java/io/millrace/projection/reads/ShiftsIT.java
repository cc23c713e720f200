package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.projection.v1.ShiftTakings;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptLine;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ShiftsIT {

  private static final Instant AT = Instant.parse("2026-03-28T08:00:00Z");

  private final ReadApp app = ReadApp.shared();

  @Test
  void open_tellsTheShiftOfATerminalWithItsTotals() {
    ReadClient client = app.client("sh-open", "read");
    app.store("sh-open", "st", "UTC", "EUR");
    send(
        shift("sh-open", "s1", "t/1", 0)
            .setEmployeeId("ann")
            .setOpeningCash(0)
            .setRevision(2)
            .addTakings(takings("", 300))
            .addTakings(takings("USD", 5)));
    send(shift("sh-open", "s1", "t/1", 0).setRevision(1));
    send(shift("sh-open", "old", "t/1", -60));
    send(shift("sh-open", "closed", "t2", 0).setClosedAt(Timestamps.of(AT.plusSeconds(60))));
    send(shift("sh-open", "unopened", "t2", 0).clearOpenedAt());
    String last = sendCovering(shift("sh-open", "s3", "t3", 0));

    assertThat(open(client, "?terminalId=t/1", last).toString())
        .isEqualTo(
            "{\"shifts\":[{\"shiftId\":\"s1\",\"storeId\":\"st\",\"terminalId\":\"t/1\","
                + "\"employeeId\":\"ann\",\"openedAt\":\"2026-03-28T08:00:00Z\",\"openingCash\":0,"
                + "\"totals\":[{\"currency\":\"EUR\",\"receipts\":1,\"refunds\":0,\"revenue\":300,"
                + "\"payments\":[{\"method\":\"cash\",\"amount\":300}]},"
                + "{\"currency\":\"USD\",\"receipts\":1,\"refunds\":0,\"revenue\":5,"
                + "\"payments\":[{\"method\":\"cash\",\"amount\":5}]}]}]}");
    assertThat(open(client, "?terminalId=t2", last).path("shifts")).isEmpty();
    assertThat(ids(open(client, "", last))).containsExactly("s1", "s3");
    JsonNode first = open(client, "?limit=1&storeId=st", last);
    assertThat(ids(first)).containsExactly("s1");
    JsonNode second = open(client, "?limit=1&cursor=" + first.path("nextCursor").asString(), last);
    assertThat(ids(second)).containsExactly("s3");
    assertThat(second.has("nextCursor")).isFalse();
    assertThat(app.client("sh-open2", "read").get("/api/shifts/open").json().path("shifts"))
        .isEmpty();
    assertThat(client.get("/api/shifts/open?cursor=YQ").code()).isEqualTo("bad-parameter");
  }

  @Test
  void shifts_latestFirst_inPages() {
    ReadClient client = app.client("sh-list", "read");
    for (int i = 0; i < 7; i++) {
      send(
          shift("sh-list", "s" + i, "t" + i % 2, i / 2)
              .setStoreId(i == 6 ? "other" : "st")
              .setClosedAt(Timestamps.of(AT.plusSeconds(1_000))));
    }
    String last =
        sendCovering(
            shift("sh-list", "unopened", "", 9).clearOpenedAt().addTakings(takings("GBP", 1)));

    assertThat(after(last, client, "/api/shifts").status()).isEqualTo(200);
    List<String> seen = new ArrayList<>();
    for (String next = ""; next != null; ) {
      JsonNode page = client.get("/api/shifts?storeId=st&limit=2" + next).json();
      seen.addAll(ids(page));
      next = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : null;
    }
    assertThat(seen).containsExactly("unopened", "s4", "s5", "s2", "s3", "s0", "s1");
    assertThat(ids(client.get("/api/shifts?terminalId=t0").json()))
        .containsExactly("s6", "s4", "s2", "s0");
    assertThat(client.get("/api/shifts?cursor=YQ").code()).isEqualTo("bad-parameter");
  }

  @Test
  void shift_isTheSumOfItsDaysAndOfLateFacts_eachOnce() {
    ReadClient client = app.client("sh-late", "read");
    app.store("sh-late", "st", "UTC", "EUR");
    ShiftState.Builder none = shift("sh-late", "s1", "", 0).clearOpenedAt();
    send(
        shift("sh-late", "s1", "t1", 0)
            .setStart(Timestamps.of(AT.truncatedTo(ChronoUnit.DAYS)))
            .addTakings(takings("", 300)));
    send(
        none.clone()
            .setStart(Timestamps.of(AT.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)))
            .addTakings(takings("EUR", 20))
            .addTakings(takings("USD", 7)));
    ShiftState.Builder sold = none.clone().addTakings(takings("USD", 5));
    LateFact first = late("receipt", "r1", sell());
    LateFact again = late("receipt", "r1", sell());
    send(sold.clone().setLate(first));
    send(sold.clone().setLate(again));
    send(sold.clone().setLate(first));
    for (int cash = 1; cash <= 2; cash++) {
      send(
          none.clone()
              .setTerminalId("t9")
              .setClosedAt(Timestamps.of(AT.plusSeconds(60L * cash)))
              .setClosingCash(cash)
              .setLate(late("shift", "s1/closed", null)));
      send(shift("sh-late", "s1", "t9", cash).setLate(late("shift", "s1/opened", null)));
    }
    String last = sendCovering(shift("sh-late", "s2", "t2", -60));

    assertThat(after(last, client, "/api/shifts?terminalId=t1").json().path("shifts").toString())
        .isEqualTo(
            "[{\"shiftId\":\"s1\",\"storeId\":\"st\",\"terminalId\":\"t1\","
                + "\"openedAt\":\"2026-03-28T08:00:00Z\",\"closedAt\":\"2026-03-28T08:01:00Z\","
                + "\"closingCash\":1,\"totals\":[{\"currency\":\"EUR\",\"receipts\":2,"
                + "\"refunds\":0,\"revenue\":320,"
                + "\"payments\":[{\"method\":\"cash\",\"amount\":320}]},"
                + "{\"currency\":\"USD\",\"receipts\":2,\"refunds\":0,\"revenue\":12,"
                + "\"payments\":[{\"method\":\"cash\",\"amount\":12}]}]}]");
  }

  private InputPosition sell() {
    RecordMetadata sent =
        app.topics()
            .send(
                Topics.SALES_RECEIPTS,
                Keys.of("sh-late", "st"),
                Receipt.newBuilder()
                    .setTenant("sh-late")
                    .setStoreId("st")
                    .setReceiptId("r1")
                    .setType(ReceiptType.RECEIPT_TYPE_SALE)
                    .setOccurredAt(Timestamps.of(AT))
                    .addLines(ReceiptLine.newBuilder().setProductId("tea").setQuantityMilli(2_000))
                    .build());
    return InputPosition.newBuilder()
        .setTopic(sent.topic())
        .setPartition(sent.partition())
        .setOffset(sent.offset())
        .build();
  }

  private static LateFact late(String kind, String id, InputPosition position) {
    LateFact.Builder late =
        LateFact.newBuilder().setIdentity(Keys.of(kind, "/tenants/sh-late/stores/st", id));
    return position == null ? late.build() : late.setPosition(position).build();
  }

  @Test
  void receiptsWithoutShift_areCoveredAndNotShown() {
    ReadClient client = app.client("sh-none", "read");
    ShiftState.Builder none = ShiftState.newBuilder().setTenant("sh-none").setStoreId("st");
    send(
        none.setRevision(1)
            .setInput(
                InputPosition.newBuilder()
                    .setTopic(Topics.SALES_RECEIPTS.name())
                    .setPartition(4)
                    .setOffset(3)
                    .setIngestedAt(Timestamps.of(AT))));

    ReadClient.Answer answer = after("sales.receipts.v1-4@3", client, "/api/shifts");
    assertThat(answer.body()).isEqualTo("{\"shifts\":[]}");
    assertThat(
            client
                .get(
                    "/api/shifts/open", "X-Read-After", "sales.receipts.v1-4@4", "Prefer", "wait=0")
                .code())
        .isEqualTo("not-yet-visible");
  }

  private static JsonNode open(ReadClient client, String query, String position) {
    return after(position, client, "/api/shifts/open" + query).json();
  }

  private static ReadClient.Answer after(String position, ReadClient client, String path) {
    return client.get(path, "X-Read-After", position, "Prefer", "wait=20");
  }

  private static List<String> ids(JsonNode page) {
    return page.path("shifts").findValuesAsString("shiftId");
  }

  private static ShiftState.Builder shift(
      String tenant, String id, String terminal, long openedAfter) {
    return ShiftState.newBuilder()
        .setTenant(tenant)
        .setStoreId("st")
        .setShiftId(id)
        .setTerminalId(terminal)
        .setOpenedAt(Timestamps.of(AT.plusSeconds(openedAfter)))
        .setFirstAt(Timestamps.of(AT.plusSeconds(openedAfter)))
        .setRevision(1);
  }

  private static ShiftTakings takings(String currency, long revenue) {
    return ShiftTakings.newBuilder()
        .setCurrency(currency)
        .setReceipts(1)
        .setRevenue(revenue)
        .putByMethod("cash", revenue)
        .build();
  }

  /** Sends a row that covers one more fact of shifts, and returns where that is. */
  private String sendCovering(ShiftState.Builder row) {
    InputPosition fact = app.nextInput(Topics.SALES_SHIFTS);
    send(row.setInput(fact));
    return ReadApp.position(fact);
  }

  private void send(ShiftState.Builder row) {
    app.topics().send(Topics.PROJECTION_SHIFTS, "shifts", row.build());
  }
}
