package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SalesIT {

  private final ReadApp app = ReadApp.shared();

  @Test
  void sales_sumsQuartersToHoursOfTheStore() {
    ReadClient client = app.client("s-hours", "read");
    app.store("s-hours", "st", "Asia/Kathmandu", "NPR");
    app.quarter("s-hours", "st", "", "2026-03-28T08:00:00Z", 2, 501);
    app.quarter("s-hours", "st", "NPR", "2026-03-28T08:15:00Z", 1, 100);
    JsonNode answer =
        client.get("/api/analytics/sales?storeId=st&from=2026-03-28&to=2026-03-29").json();
    assertThat(answer.path("timezone").asString()).isEqualTo("Asia/Kathmandu");
    assertThat(answer.path("currency").asString()).isEqualTo("NPR");
    assertThat(answer.path("bucket").asString()).isEqualTo("hour");
    assertThat(answer.path("buckets").toString())
        .isEqualTo(
            "[{\"start\":\"2026-03-28T13:00:00+05:45\",\"receipts\":2,\"refunds\":1,\"units\":1.5,"
                + "\"revenue\":501,\"averageReceipt\":251},"
                + "{\"start\":\"2026-03-28T14:00:00+05:45\",\"receipts\":1,\"refunds\":1,"
                + "\"units\":1.5,\"revenue\":100,\"averageReceipt\":100}]");
  }

  @Test
  void sales_daysHaveTheLengthTheZoneGivesThem() {
    days("s-london", "Europe/London", "2025-10-26", 25);
    days("s-london2", "Europe/London", "2026-03-29", 23);
    days("s-tashkent", "Asia/Tashkent", "2026-03-29", 24);
    days("s-kathmandu", "Asia/Kathmandu", "2026-03-29", 24);
    days("s-offset", "+05:30", "2026-03-29", 24);
  }

  private void days(String tenant, String zone, String date, int hours) {
    ReadClient client = app.client(tenant, "read");
    app.store(tenant, "st", zone, "GBP");
    ZonedDateTime start = java.time.LocalDate.parse(date).atStartOfDay(ZoneId.of(zone));
    ZonedDateTime end = java.time.LocalDate.parse(date).plusDays(1).atStartOfDay(ZoneId.of(zone));
    app.sql(
        """
        insert into sales_by_hour_v1.sales_quarter
        select ?, 'st', '', quarter, 1, 0, 1000, 1, 1
        from generate_series(?::timestamptz - interval '15 minutes', ?::timestamptz,
          interval '15 minutes') quarter
        """,
        tenant,
        start.toInstant(),
        end.toInstant());
    String range = "&from=" + date + "&to=" + java.time.LocalDate.parse(date).plusDays(1);
    JsonNode day =
        client.get("/api/analytics/sales?storeId=st&bucket=day" + range).json().path("buckets");
    assertThat(day).hasSize(1);
    assertThat(day.get(0).path("receipts").asInt()).isEqualTo(hours * 4);
    assertThat(day.get(0).path("start").asString())
        .isEqualTo(
            java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                start.toOffsetDateTime()));
    JsonNode byHour =
        client.get("/api/analytics/sales?storeId=st&bucket=hour" + range).json().path("buckets");
    assertThat(byHour).hasSize(hours);
    byHour.forEach(hour -> assertThat(hour.path("receipts").asInt()).isEqualTo(4));
  }

  @Test
  void sales_readsUtcDaysWhereTheZoneHasThem() {
    ReadClient client = app.client("s-utc", "read");
    app.sql(
        "insert into sales_by_day_v1.sales_day values ('s-utc','st','GBP',?,3,0,1000,900,1)",
        Instant.parse("2026-03-01T00:00:00Z"));
    app.quarter("s-utc", "st", "GBP", "2026-03-01T10:00:00Z", 1, 7);
    String query = "/api/analytics/sales?storeId=st&bucket=day&from=2026-03-01&to=2026-03-02";
    assertThat(client.get(query).json().path("buckets").get(0).path("revenue").asInt())
        .isEqualTo(900);
    app.store("s-utc", "st", "Europe/London", "GBP");
    assertThat(client.get(query).json().path("buckets").get(0).path("start").asString())
        .isEqualTo("2026-03-01T00:00:00Z");
    assertThat(client.get(query).json().path("buckets").get(0).path("revenue").asInt())
        .isEqualTo(900);
    assertThat(
            client
                .get(query.replace("to=2026-03-02", "to=2026-03-31"))
                .json()
                .path("buckets")
                .get(0)
                .path("revenue")
                .asInt())
        .isEqualTo(7);
  }

  @Test
  void sales_refusesToAddCurrencies() {
    ReadClient client = app.client("s-mixed", "read");
    app.store("s-mixed", "a", "UTC", "EUR");
    app.quarter("s-mixed", "a", "", "2026-03-29T10:00:00Z", 1, 5);
    app.quarter("s-mixed", "b", "USD", "2026-03-29T10:00:00Z", 1, 7);
    ReadClient.Answer refused = client.get("/api/analytics/sales");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.code()).isEqualTo("mixed-currencies");
    assertThat(refused.json().path("currencies").toString()).isEqualTo("[\"EUR\",\"USD\"]");
    JsonNode chosen = client.get("/api/analytics/sales?currency=EUR").json();
    assertThat(chosen.path("currency").asString()).isEqualTo("EUR");
    assertThat(chosen.path("buckets")).hasSize(1);
    assertThat(chosen.path("buckets").get(0).path("revenue").asInt()).isEqualTo(5);
  }

  @Test
  void sales_ofTheTenantAreInTheZoneTheStoresShare() {
    ReadClient client = app.client("s-shared", "read");
    app.store("s-shared", "a", "Asia/Tashkent", "UZS");
    app.store("s-shared", "b", "Asia/Tashkent", "UZS");
    app.quarter("s-shared", "a", "", "2026-03-29T10:00:00Z", 1, 5);
    app.quarter("s-shared", "b", "", "2026-03-29T10:30:00Z", 0, -7);
    JsonNode answer = client.get("/api/analytics/sales").json();
    assertThat(answer.path("storeId").isNull()).isTrue();
    assertThat(answer.path("timezone").asString()).isEqualTo("Asia/Tashkent");
    assertThat(answer.path("buckets").get(0).path("start").asString())
        .isEqualTo("2026-03-29T15:00:00+05:00");
    assertThat(answer.path("buckets").get(0).path("revenue").asInt()).isEqualTo(-2);
    app.store("s-shared", "c", "UTC", "UZS");
    assertThat(client.get("/api/analytics/sales").json().path("timezone").asString())
        .isEqualTo("UTC");
  }

  @Test
  void sales_withoutData_isEmptyAndWithoutCurrency() {
    JsonNode answer = app.client("s-none", "read").get("/api/analytics/sales?storeId=x").json();
    assertThat(answer.toString())
        .isEqualTo(
            "{\"storeId\":\"x\",\"bucket\":\"hour\",\"timezone\":\"UTC\",\"currency\":null,"
                + "\"buckets\":[]}");
  }

  @Test
  void sales_ofAnotherTenant_areNotThere() {
    app.quarter("s-other", "st", "GBP", "2026-03-29T10:00:00Z", 1, 5);
    ReadClient client = app.client("s-mine", "read");
    assertThat(client.get("/api/analytics/sales?storeId=st").json().path("buckets")).isEmpty();
  }

  @Test
  void sales_boundsAreInclusiveAndExclusive_andPlusMayBeASpace() {
    ReadClient client = app.client("s-bounds", "read");
    app.quarter("s-bounds", "st", "GBP", "2026-03-20T10:00:00Z", 1, 1);
    app.quarter("s-bounds", "st", "GBP", "2026-03-20T11:00:00Z", 1, 10);
    app.quarter("s-bounds", "st", "GBP", "2026-03-20T12:00:00Z", 1, 100);
    JsonNode buckets =
        client
            .get(
                "/api/analytics/sales?storeId=st&from=2026-03-20T15:00:00+05:00"
                    + "&to=2026-03-20T12:00:00Z")
            .json()
            .path("buckets");
    assertThat(buckets).hasSize(2);
    assertThat(buckets.get(1).path("revenue").asInt()).isEqualTo(10);
  }

  @Test
  void sales_overCenturies_laysBucketsOnlyWhereDataIs() {
    ReadClient client = app.client("s-long", "read");
    app.quarter("s-long", "st", "GBP", "2010-12-01T08:15:00Z", 1, 1);
    JsonNode buckets =
        client.get("/api/analytics/sales?from=0900-01-01&to=9000-01-01").json().path("buckets");
    assertThat(buckets).hasSize(1);
    assertThat(buckets.get(0).path("start").asString()).isEqualTo("2010-12-01T08:00:00Z");
    assertThat(
            client.get("/api/analytics/sales?from=0900-01-01&to=1900-01-01").json().path("buckets"))
        .isEmpty();
  }

  @Test
  void sales_ofOneTillIn1970AndOneToday_areRefusedByHourAndSummedByDay() {
    ReadClient client = app.client("s-epoch", "read");
    app.store("s-epoch", "st", "Europe/London", "GBP");
    app.quarter("s-epoch", "st", "GBP", "1970-01-01T00:00:00Z", 1, 1);
    app.quarter("s-epoch", "st", "GBP", "2026-03-29T10:00:00Z", 1, 2);
    String query = "/api/analytics/sales?storeId=st&from=1970-01-01&bucket=";
    ReadClient.Answer refused = client.get(query + "hour");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("range-too-large");
    assertThat(client.get(query + "day").json().path("buckets")).hasSize(2);
    app.quarter("s-epoch", "old", "GBP", "0900-01-01T00:00:00Z", 1, 1);
    assertThat(client.get("/api/analytics/sales?from=0900-01-01&bucket=day").code())
        .isEqualTo("range-too-large");
  }

  @Test
  void sales_withBadParameter_namesIt() {
    ReadClient client = app.client("s-bad", "read");
    for (String query :
        new String[] {
          "from=yesterday",
          "to=2026-13-01",
          "from=2026-01-01T10:00:00",
          "bucket=week",
          "currency=pounds",
          "from=2026-01-02&to=2026-01-01",
          "storeId=" + "x".repeat(129),
          "storeId=%00"
        }) {
      ReadClient.Answer refused = client.get("/api/analytics/sales?" + query);
      assertThat(refused.status()).as(query).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("bad-parameter");
      assertThat(refused.json().path("parameter").asString())
          .isEqualTo(query.substring(0, query.indexOf('=')));
    }
  }
}
