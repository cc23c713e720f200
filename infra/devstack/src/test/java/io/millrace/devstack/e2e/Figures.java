package io.millrace.devstack.e2e;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the platform must say about a workload, computed from the input with plain loops. */
record Figures(
    Map<Instant, Bucket> byHour,
    Map<Instant, Bucket> byDay,
    Map<String, Bucket> byHourOfWeek,
    Map<String, Bucket> byMethod,
    Map<String, Bucket> byEmployee,
    List<TopProduct> topProducts,
    Map<String, Long> stock,
    Map<String, Long> webhooksByType) {

  record Bucket(long receipts, long refunds, long units, long revenue) {

    private static final Bucket EMPTY = new Bucket(0, 0, 0, 0);

    /** The same where units are not told. */
    Bucket withoutUnits() {
      return new Bucket(receipts, refunds, 0, revenue);
    }

    Bucket plus(Invoice invoice) {
      return new Bucket(
          receipts + (invoice.refund() ? 0 : 1),
          refunds + (invoice.refund() ? 1 : 0),
          units + invoice.sign() * invoice.units(),
          revenue + invoice.sign() * invoice.total());
    }
  }

  record TopProduct(String productId, BigDecimal units, long revenue) {}

  static Figures of(Workload workload, ZoneId zone) {
    Map<Instant, Bucket> byHour = new TreeMap<>();
    Map<Instant, Bucket> byDay = new TreeMap<>();
    Map<String, Bucket> byHourOfWeek = new TreeMap<>();
    Map<String, Bucket> byMethod = new TreeMap<>();
    Map<String, Bucket> byEmployee = new TreeMap<>();
    Map<String, long[]> products = new HashMap<>();
    Map<String, Long> stock = new TreeMap<>();
    Map<String, Long> webhooks = new TreeMap<>();
    for (Invoice invoice : workload.invoices()) {
      count(byHour, invoice, at -> hour(at, zone));
      count(byDay, invoice, at -> day(at, zone));
      count(byHourOfWeek, invoice, at -> hourOfWeek(at, zone));
      count(byMethod, invoice, at -> invoice.method());
      count(byEmployee, invoice, at -> invoice.employeeId());
      for (Invoice.Line line : invoice.lines()) {
        long units = invoice.sign() * line.quantity();
        long[] sums = products.computeIfAbsent(line.productId(), id -> new long[2]);
        sums[0] += units;
        sums[1] += invoice.sign() * line.amount();
        stock.merge(line.productId(), -units, Long::sum);
      }
    }
    workload.movements().forEach(m -> stock.merge(m.productId(), m.quantity(), Long::sum));
    workload.deliveries().forEach(d -> webhooks.merge(d.type(), 1L, Long::sum));
    byMethod.replaceAll((method, bucket) -> bucket.withoutUnits());
    byEmployee.replaceAll((employee, bucket) -> bucket.withoutUnits());
    return new Figures(
        byHour, byDay, byHourOfWeek, byMethod, byEmployee, top(products), stock, webhooks);
  }

  private static <K> void count(
      Map<K, Bucket> buckets, Invoice invoice, Function<Instant, K> start) {
    buckets.merge(
        start.apply(invoice.occurredAt()),
        Bucket.EMPTY.plus(invoice),
        (old, first) -> old.plus(invoice));
  }

  private static Instant hour(Instant at, ZoneId zone) {
    return LocalDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.HOURS).atZone(zone).toInstant();
  }

  private static String hourOfWeek(Instant at, ZoneId zone) {
    LocalDateTime local = LocalDateTime.ofInstant(at, zone);
    return local.getDayOfWeek().name().toLowerCase(Locale.ROOT) + " " + local.getHour();
  }

  private static Instant day(Instant at, ZoneId zone) {
    return LocalDate.ofInstant(at, zone).atStartOfDay(zone).toInstant();
  }

  private static List<TopProduct> top(Map<String, long[]> products) {
    return products.entrySet().stream()
        .map(e -> new TopProduct(e.getKey(), BigDecimal.valueOf(e.getValue()[0]), e.getValue()[1]))
        .sorted(
            Comparator.comparingLong(TopProduct::revenue)
                .reversed()
                .thenComparing(TopProduct::productId))
        .limit(20)
        .toList();
  }
}
