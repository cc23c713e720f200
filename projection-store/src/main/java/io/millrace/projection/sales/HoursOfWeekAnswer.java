package io.millrace.projection.sales;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.json.Quantities;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code GET /api/analytics/hours} answers. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record HoursOfWeekAnswer(
    @Nullable String storeId, String timezone, @Nullable String currency, List<Entry> hours) {

  private static final int HOURS_OF_DAY = 24;

  /** One hour of the week in which anything was sold, in all weeks of the range together. */
  record Entry(
      String day,
      int hour,
      long receipts,
      long refunds,
      Number units,
      long revenue,
      long averageReceipt) {

    static Entry of(HourOfWeekRow row) {
      return new Entry(
          DayOfWeek.MONDAY.plus(row.hour() / HOURS_OF_DAY).name().toLowerCase(Locale.ROOT),
          row.hour() % HOURS_OF_DAY,
          row.receipts(),
          row.refunds(),
          Quantities.ofMilli(row.unitsMilli()),
          row.revenue(),
          SalesAnswer.Entry.average(row.revenue(), row.receipts()));
    }
  }
}
