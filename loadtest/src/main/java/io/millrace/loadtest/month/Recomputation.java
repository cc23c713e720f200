package io.millrace.loadtest.month;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a store's month comes to, by plain loops over what happened. */
final class Recomputation {

  private record Change(Instant at, String productId, boolean sets, long milli) {}

  private final Sums sums = new Sums();

  private Recomputation() {}

  static Sums of(ShopMonth month) {
    Recomputation recomputation = new Recomputation();
    month.receipts().forEach(recomputation::sold);
    recomputation.stock(month);
    return recomputation.sums;
  }

  private void sold(Sold sold) {
    long sign = sold.refund() ? -1 : 1;
    long sale = sold.refund() ? 0 : 1;
    long refund = sold.refund() ? 1 : 0;
    long total = sign * sold.total();
    long units = sign * sold.lines().stream().mapToLong(Sold.Line::milli).sum();
    String currency = sold.currency().isEmpty() ? sold.shop().currency() : sold.currency();
    LocalDateTime local = LocalDateTime.ofInstant(sold.at(), sold.shop().zone());
    sums.add(Names.hour(currency, local.truncatedTo(ChronoUnit.HOURS)), sale, refund, units, total);
    sums.add(Names.day(currency, local.toLocalDate()), sale, refund, units, total);
    String weekday = local.getDayOfWeek().name().toLowerCase(Locale.ROOT);
    sums.add(Names.hourOfWeek(currency, weekday, local.getHour()), sale, refund, units, total);
    sums.add(Names.employee(currency, sold.employeeId()), sale, refund, total);
    for (Sold.Line line : sold.lines()) {
      sums.add(
          Names.product(currency, line.productId()), sign * line.milli(), sign * line.amount());
    }
    Map<String, Long> paid = new HashMap<>();
    sold.payments().forEach(one -> paid.merge(one.method(), one.amount(), Long::sum));
    if (paid.isEmpty()) {
      paid.put("unknown", sold.total());
    }
    paid.forEach(
        (method, amount) ->
            sums.add(Names.paid(currency, method), sale, refund, sign * amount, total));
  }

  private void stock(ShopMonth month) {
    List<Change> changes = new ArrayList<>();
    for (Sold sold : month.receipts()) {
      for (Sold.Line line : sold.lines()) {
        long milli = sold.refund() ? line.milli() : -line.milli();
        changes.add(new Change(sold.at(), line.productId(), false, milli));
      }
    }
    for (Moved moved : month.movements()) {
      changes.add(new Change(moved.at(), moved.productId(), moved.stocktake(), moved.milli()));
    }
    changes.sort(Comparator.comparing(Change::at));
    Map<String, Long> levels = new HashMap<>();
    for (Change change : changes) {
      levels.merge(
          change.productId, change.milli, (level, milli) -> change.sets ? milli : level + milli);
    }
    levels.forEach((product, level) -> sums.add(Names.stock(product), level));
  }
}
