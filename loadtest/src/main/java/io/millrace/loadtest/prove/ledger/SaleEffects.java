package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What receipts and shifts come to; all stores are in UTC. */
final class SaleEffects {

  /** How many products the read API is asked for, by revenue. */
  static final int TOP = 5;

  private final Cells cells;
  private final Map<String, Map<String, Long>> revenues = new HashMap<>();

  SaleEffects(Cells cells) {
    this.cells = cells;
  }

  void sold(String store, Sale sale) {
    long units = 0;
    for (Sale.Line line : sale.lines()) {
      String product = Figure.row(store, line.productId());
      long sold = sale.signed(line.quantityMilli());
      long revenue = sale.signed(line.amount());
      cells.add(Projection.PRODUCT_SALES, product, Measure.UNITS, sold);
      cells.add(Projection.PRODUCT_SALES, product, Measure.REVENUE, revenue);
      revenues
          .computeIfAbsent(store, name -> new HashMap<>())
          .merge(line.productId(), revenue, Math::addExact);
      units = Math.addExact(units, sold);
    }
    String hour = Figure.row(store, sale.occurredAt().truncatedTo(ChronoUnit.HOURS));
    String day = Figure.row(store, sale.occurredAt().truncatedTo(ChronoUnit.DAYS));
    sold(Projection.SALES_BY_HOUR, hour, sale, units);
    sold(Projection.SALES_BY_DAY, day, sale, units);
    ZonedDateTime at = sale.occurredAt().atZone(ZoneOffset.UTC);
    String weekday = at.getDayOfWeek().name().toLowerCase(Locale.ROOT);
    sold(Projection.HOURS_OF_WEEK, Figure.row(store, weekday + " " + at.getHour()), sale, units);
    brokenDown(store, sale);
    if (!sale.refundOf().isEmpty()) {
      cells.add(Projection.REFUNDS, Figure.row(store, sale.refundOf()), Measure.LINKED, 1);
    }
  }

  private void sold(Projection projection, String row, Sale sale, long units) {
    receipt(projection, row, sale);
    cells.add(projection, row, Measure.UNITS, units);
  }

  private void receipt(Projection projection, String row, Sale sale) {
    cells.add(projection, row, sale.refund() ? Measure.REFUNDS : Measure.RECEIPTS, 1);
    cells.add(projection, row, Measure.REVENUE, sale.signed(sale.total()));
  }

  private void brokenDown(String store, Sale sale) {
    Map<String, Long> paid = new HashMap<>();
    sale.payments().forEach(one -> paid.merge(one.method(), one.amount(), Math::addExact));
    if (paid.isEmpty()) {
      paid.put("unknown", sale.total());
    }
    String shift = Figure.row(store, sale.shiftId());
    paid.forEach(
        (method, amount) -> {
          String row = Figure.row(store, "paid " + method);
          receipt(Projection.SALES_BREAKDOWN, row, sale);
          cells.add(Projection.SALES_BREAKDOWN, row, Measure.AMOUNT, sale.signed(amount));
          if (!sale.shiftId().isEmpty()) {
            String taken = Figure.row(shift, method);
            cells.add(Projection.SHIFTS, taken, Measure.AMOUNT, sale.signed(amount));
          }
        });
    receipt(Projection.SALES_BREAKDOWN, Figure.row(store, "by " + sale.employeeId()), sale);
    if (!sale.shiftId().isEmpty()) {
      receipt(Projection.SHIFTS, shift, sale);
    }
  }

  void shift(String store, Content.ShiftEvent shift) {
    String row = Figure.row(store, shift.shiftId());
    cells.add(Projection.SHIFTS, row, shift.opens() ? Measure.OPENED : Measure.CLOSED, 1);
    String cash = Figure.row(row, shift.opens() ? "opening" : "closing");
    cells.add(Projection.SHIFTS, cash, Measure.CASH, shift.cash());
  }

  /** Ranks the products; those that sold for the same may take any of their places. */
  void finish() {
    revenues.forEach(
        (store, products) -> {
          List<Long> top =
              products.values().stream().sorted(Comparator.reverseOrder()).limit(TOP).toList();
          for (int i = 0; i < top.size(); i++) {
            String row = Figure.row(store, "#" + (i + 1));
            cells.add(Projection.TOP_PRODUCTS, row, Measure.REVENUE, top.get(i));
          }
        });
  }
}
