package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HoursOfWeekIT {

  private final ReadApp app = ReadApp.shared();

  @Test
  void hours_ofAWeekInWhichTheClocksGoForward_missTheHourThatIsSkipped() {
    Map<String, Integer> week = week("h-spring", "Europe/London", "2026-03-23");
    assertThat(week).hasSize(167).doesNotContainKey("sunday 1");
    assertThat(week.values()).containsOnly(4);
  }

  @Test
  void hours_ofAWeekInWhichTheClocksGoBack_countTheHourThatComesTwice() {
    Map<String, Integer> week = week("h-autumn", "Europe/London", "2025-10-20");
    assertThat(week).hasSize(168).containsEntry("sunday 1", 8);
    week.remove("sunday 1");
    assertThat(week.values()).containsOnly(4);
  }

  @Test
  void hours_ofAnyOtherZone_areAllThere() {
    for (String zone : new String[] {"Asia/Kathmandu", "America/St_Johns", "-09:30", "UTC"}) {
      assertThat(week("h" + zone, zone, "2026-02-02"))
          .as(zone)
          .hasSize(168)
          .allSatisfy((hour, count) -> assertThat(count).isEqualTo(4));
    }
  }

  /** Sells once in each quarter of an hour of a local week, and once just before and after it. */
  private Map<String, Integer> week(String tenant, String zone, String monday) {
    app.store(tenant, "st", zone, "GBP");
    LocalDate day = LocalDate.parse(monday);
    app.sql(
        """
        insert into sales_by_hour_v1.sales_quarter
        select ?, 'st', '', quarter, 1, 0, 1000, 1, 1
        from generate_series(?::timestamptz - interval '15 minutes', ?::timestamptz,
          interval '15 minutes') quarter
        """,
        tenant,
        day.atStartOfDay(ZoneId.of(zone)).toInstant(),
        day.plusDays(7).atStartOfDay(ZoneId.of(zone)).toInstant());
    Map<String, Integer> hours = new TreeMap<>();
    app.client(tenant, "read")
        .get("/api/analytics/hours?storeId=st&from=" + day + "&to=" + day.plusDays(7))
        .json()
        .path("hours")
        .forEach(
            hour ->
                hours.put(
                    hour.path("day").asString() + " " + hour.path("hour").asInt(),
                    hour.path("receipts").asInt()));
    return hours;
  }

  @Test
  void hours_addUpTheWeeksOfBothOffsetsOfTheZone() {
    ReadClient client = app.client("h-year", "read");
    app.store("h-year", "st", "Europe/London", "GBP");
    app.quarter("h-year", "st", "", "2026-01-05T09:45:00Z", 2, 500);
    app.quarter("h-year", "st", "GBP", "2026-07-06T08:00:00Z", 1, 100);
    app.quarter("h-year", "st", "GBP", "2026-07-05T22:59:59Z", 1, 7);
    app.quarter("h-year", "st", "GBP", "1969-07-06T23:30:00Z", 1, 1);
    JsonNode answer =
        client.get("/api/analytics/hours?storeId=st&from=0900-01-01&to=9000-01-01").json();
    assertThat(answer.toString())
        .isEqualTo(
            "{\"storeId\":\"st\",\"timezone\":\"Europe/London\",\"currency\":\"GBP\",\"hours\":["
                + "{\"day\":\"monday\",\"hour\":0,\"receipts\":1,\"refunds\":1,\"units\":1.5,"
                + "\"revenue\":1,\"averageReceipt\":1},"
                + "{\"day\":\"monday\",\"hour\":9,\"receipts\":3,\"refunds\":2,\"units\":3,"
                + "\"revenue\":600,\"averageReceipt\":200},"
                + "{\"day\":\"sunday\",\"hour\":23,\"receipts\":1,\"refunds\":1,\"units\":1.5,"
                + "\"revenue\":7,\"averageReceipt\":7}]}");
  }

  @Test
  void hours_refuseToAddCurrenciesAndBadParameters() {
    ReadClient client = app.client("h-mixed", "read");
    app.quarter("h-mixed", "a", "EUR", "2026-03-28T10:00:00Z", 1, 5);
    app.quarter("h-mixed", "b", "USD", "2026-03-28T10:00:00Z", 1, 7);
    assertThat(client.get("/api/analytics/hours").code()).isEqualTo("mixed-currencies");
    JsonNode chosen = client.get("/api/analytics/hours?currency=USD").json();
    assertThat(chosen.path("hours")).hasSize(1);
    assertThat(chosen.path("hours").get(0).path("revenue").asInt()).isEqualTo(7);
    assertThat(client.get("/api/analytics/hours?from=x").code()).isEqualTo("bad-parameter");
    assertThat(
            client
                .get("/api/analytics/hours", "X-Read-After", "stock.movements.v1-0@1")
                .json()
                .path("parameter")
                .asString())
        .isEqualTo("X-Read-After");
  }

  @Test
  void hours_withoutData_areEmpty() {
    assertThat(
            app.client("h-none", "read")
                .get("/api/analytics/hours?from=0900-01-01&to=" + Instant.EPOCH)
                .json()
                .toString())
        .isEqualTo("{\"storeId\":null,\"timezone\":\"UTC\",\"currency\":null,\"hours\":[]}");
  }
}
