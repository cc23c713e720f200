package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the read API must come to, computed from the topics alone: each identity has the effect of
 * its first record, and a webhook that came again counts as a duplicate in the minute it came.
 */
final class Effects {

  private record Cell(Projection projection, String row, Measure measure) {}

  private final Map<Cell, Long> cells = new LinkedHashMap<>();

  private Effects() {}

  /** The figures of these records, each partition in its order. */
  static List<Figure> of(List<Stored> stored) {
    Effects effects = new Effects();
    Set<String> seen = new HashSet<>();
    for (Stored entry : stored) {
      boolean first = seen.add(entry.identity());
      if (entry.kind() == Kind.WEBHOOK) {
        effects.delivered(entry, first);
      }
      if (entry.sale() != null && first) {
        effects.sold(entry.key(), entry.sale());
      }
    }
    return effects.figures();
  }

  private void delivered(Stored delivery, boolean first) {
    String minute =
        Figure.row(delivery.key(), delivery.ingestedAt().truncatedTo(ChronoUnit.MINUTES));
    if (first) {
      add(Projection.WEBHOOK_STATS, minute, Measure.ACCEPTED, 1);
      add(Projection.WEBHOOK_STATS, minute, Measure.BYTES, delivery.amount());
      String byType = Figure.row(minute, delivery.type());
      add(Projection.WEBHOOK_STATS, byType, Measure.ACCEPTED, 1);
    } else {
      add(Projection.WEBHOOK_STATS, minute, Measure.DUPLICATES, 1);
    }
  }

  private void sold(String store, Sale sale) {
    long units = 0;
    for (Sale.Line line : sale.lines()) {
      String product = Figure.row(store, line.productId());
      long sold = sale.signed(line.quantityMilli());
      add(Projection.PRODUCT_SALES, product, Measure.UNITS, sold);
      add(Projection.PRODUCT_SALES, product, Measure.REVENUE, sale.signed(line.amount()));
      add(Projection.STOCK_LEVELS, product, Measure.LEVEL, -sold);
      units = Math.addExact(units, sold);
    }
    sold(Projection.SALES_BY_HOUR, store, ChronoUnit.HOURS, sale, units);
    sold(Projection.SALES_BY_DAY, store, ChronoUnit.DAYS, sale, units);
  }

  private void sold(Projection projection, String store, ChronoUnit grain, Sale sale, long units) {
    String row = Figure.row(store, sale.occurredAt().truncatedTo(grain));
    add(projection, row, sale.refund() ? Measure.REFUNDS : Measure.RECEIPTS, 1);
    add(projection, row, Measure.UNITS, units);
    add(projection, row, Measure.REVENUE, sale.signed(sale.total()));
  }

  private void add(Projection projection, String row, Measure measure, long value) {
    cells.merge(new Cell(projection, row, measure), value, Math::addExact);
  }

  private List<Figure> figures() {
    return cells.entrySet().stream()
        .map(
            entry -> {
              Cell cell = entry.getKey();
              return new Figure(cell.projection, cell.row, cell.measure, entry.getValue());
            })
        .toList();
  }
}
