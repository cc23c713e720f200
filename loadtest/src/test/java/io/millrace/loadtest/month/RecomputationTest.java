package io.millrace.loadtest.month;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against sums made by hand, on the night in which Lord Howe's clocks go back half an hour. */
class RecomputationTest {

  private static final Shop SHOP =
      new Shop("howe", ZoneId.of("Australia/Lord_Howe"), List.of("AUD", "USD"));
  private static final LocalDate DAY = LocalDate.parse("2026-04-05");

  private final ShopMonth month =
      new ShopMonth(
          SHOP,
          List.of(
              // a quarter to two; at two it is half past one again
              sold(
                  "a",
                  "2026-04-04T14:45:00Z",
                  false,
                  "",
                  List.of(paid("card", 600), paid("cash", 300), paid("card", 100))),
              sold("b", "2026-04-04T15:20:00Z", false, "AUD", List.of()),
              sold("c", "2026-04-04T16:00:00Z", true, "", List.of(paid("card", 1_000))),
              sold("d", "2026-04-04T16:00:01Z", false, "USD", List.of(paid("card", 1_000)))),
          List.of(
              moved("m1", "2026-04-04T15:00:00Z", false, 50_000),
              moved("m2", "2026-04-04T15:30:00Z", true, 7_000),
              moved("m3", "2026-04-04T14:00:00Z", false, -1_000)));

  @Test
  void of_sumsWhatHappened() {
    Sums expected = new Sums();
    expected.add(Names.hour("AUD", DAY.atTime(1, 0)), 2, 0, 5_000, 2_000);
    expected.add(Names.hour("AUD", DAY.atTime(2, 0)), 0, 1, -2_500, -1_000);
    expected.add(Names.hour("USD", DAY.atTime(2, 0)), 1, 0, 2_500, 1_000);
    expected.add(Names.day("AUD", DAY), 2, 1, 2_500, 1_000);
    expected.add(Names.day("USD", DAY), 1, 0, 2_500, 1_000);
    expected.add(Names.hourOfWeek("AUD", "sunday", 1), 2, 0, 5_000, 2_000);
    expected.add(Names.hourOfWeek("AUD", "sunday", 2), 0, 1, -2_500, -1_000);
    expected.add(Names.hourOfWeek("USD", "sunday", 2), 1, 0, 2_500, 1_000);
    expected.add(Names.employee("AUD", "ann"), 2, 1, 1_000);
    expected.add(Names.employee("USD", "ann"), 1, 0, 1_000);
    expected.add(Names.product("AUD", "tea"), 2_500, 1_050);
    expected.add(Names.product("USD", "tea"), 2_500, 1_050);
    expected.add(Names.paid("AUD", "card"), 1, 1, -300, 0);
    expected.add(Names.paid("AUD", "cash"), 1, 0, 300, 1_000);
    expected.add(Names.paid("AUD", "unknown"), 1, 0, 1_000, 1_000);
    expected.add(Names.paid("USD", "card"), 1, 0, 1_000, 1_000);
    expected.add(Names.stock("tea"), 7_000 + 2_500 - 2_500);

    assertThat(expected.differences(Recomputation.of(month))).isEmpty();
  }

  @Test
  void differences_namesWhatIsOffMissingAndTooMuch() {
    Sums recomputed = Recomputation.of(month);
    Sums shown = Recomputation.of(month);
    shown.add(Names.day("AUD", DAY), 0, 0, 0, 1);
    shown.add(Names.stock("salt"), 0);
    recomputed.add(Names.hour("AUD", LocalDateTime.parse("2026-04-06T00:00")), 1, 0, 1, 1);

    assertThat(recomputed.differences(shown))
        .containsExactly(
            "day 2026-04-05 AUD: [2, 1, 2500, 1001], recomputed [2, 1, 2500, 1000]",
            "hour 2026-04-06T00:00 AUD: null, recomputed [1, 0, 1, 1]",
            "stock of salt: [0], recomputed null");
  }

  /** Two and a half teas of 4.20 each, half a dollar off. */
  private static Sold sold(
      String id, String at, boolean refund, String currency, List<Sold.Payment> payments) {
    return new Sold(
        id,
        SHOP,
        Instant.parse(at),
        refund,
        "",
        currency,
        List.of(new Sold.Line("tea", 2_500, 420, 0)),
        50,
        payments,
        "ann");
  }

  private static Sold.Payment paid(String method, long amount) {
    return new Sold.Payment(method, amount);
  }

  private static Moved moved(String id, String at, boolean stocktake, long milli) {
    return new Moved(id, SHOP, Instant.parse(at), "tea", stocktake, milli);
  }
}
