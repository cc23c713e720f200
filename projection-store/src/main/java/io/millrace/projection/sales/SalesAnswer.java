package io.millrace.projection.sales;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.json.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code GET /api/analytics/sales} answers. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SalesAnswer(
    @Nullable String storeId,
    String bucket,
    String timezone,
    @Nullable String currency,
    List<Entry> buckets) {

  /** One bucket that is not empty; money in minor units. */
  record Entry(
      String start, long receipts, long refunds, Number units, long revenue, long averageReceipt) {

    static Entry of(SalesRow row, ZoneId zone) {
      return new Entry(
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              row.start().atZone(zone).toOffsetDateTime()),
          row.receipts(),
          row.refunds(),
          Quantities.ofMilli(row.unitsMilli()),
          row.revenue(),
          average(row.revenue(), row.receipts()));
    }

    static long average(long revenue, long receipts) {
      return receipts == 0
          ? 0
          : BigDecimal.valueOf(revenue)
              .divide(BigDecimal.valueOf(receipts), 0, RoundingMode.HALF_UP)
              .longValueExact();
    }
  }
}
