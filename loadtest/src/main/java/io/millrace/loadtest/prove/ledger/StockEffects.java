package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Levels in the order in which things happened, whenever they came; and who is told of low ones.
 */
final class StockEffects {

  private static final long ONE_UNIT = 1_000;
  private static final long TENTH = 10;

  private record Change(String fact, Instant at, boolean stocktake, long quantityMilli) {}

  private record Place(String store, String product) {

    String row() {
      return Figure.row(store, product);
    }
  }

  private final Cells cells;
  private final Map<Place, List<Change>> changes = new LinkedHashMap<>();

  StockEffects(Cells cells) {
    this.cells = cells;
  }

  void sold(String store, String receiptId, Sale sale) {
    Map<String, Long> sold = new HashMap<>();
    for (Sale.Line line : sale.lines()) {
      sold.merge(line.productId(), -sale.signed(line.quantityMilli()), Math::addExact);
    }
    sold.forEach(
        (product, quantity) ->
            add(store, product, new Change(receiptId, sale.occurredAt(), false, quantity)));
  }

  void moved(String store, String movementId, Content.Movement moved) {
    Change change =
        new Change(movementId, moved.occurredAt(), moved.stocktake(), moved.quantityMilli());
    add(store, moved.productId(), change);
  }

  private void add(String store, String product, Change change) {
    changes.computeIfAbsent(new Place(store, product), place -> new ArrayList<>()).add(change);
  }

  void finish(Map<String, Long> thresholds) {
    changes.forEach(
        (place, all) -> {
          long level = 0;
          for (Change one :
              all.stream()
                  .sorted(Comparator.comparing(Change::at).thenComparing(Change::stocktake))
                  .toList()) {
            level = one.stocktake ? one.quantityMilli : Math.addExact(level, one.quantityMilli);
            String row = Figure.row(place.row(), one.fact);
            cells.add(Projection.STOCK_MOVEMENTS, row, Measure.LEVEL, level);
          }
          cells.add(Projection.STOCK_LEVELS, place.row(), Measure.LEVEL, level);
          Long threshold = thresholds.get(place.product);
          if (threshold != null && level <= threshold) {
            cells.add(Projection.LOW_STOCK, place.row(), Measure.LOW, 1);
            cells.add(Projection.LOW_STOCK, place.row(), Measure.ALERTED, 1);
          }
        });
  }

  /**
   * One notification for each time a level comes to its threshold from above the band over it, in
   * the order of the levels' topic. The thresholds were known before the first level.
   */
  void alert(List<Level> levels, Map<String, Long> thresholds, NotificationEffects notifications) {
    Map<Place, Long> revisions = new HashMap<>();
    Set<Place> low = new HashSet<>();
    for (Level level : levels) {
      Place place = new Place(level.storeId(), level.productId());
      Long threshold = thresholds.get(level.productId());
      Long before = revisions.get(place);
      if (threshold == null || (before != null && level.revision() <= before)) {
        continue;
      }
      revisions.put(place, level.revision());
      long band = Math.max(ONE_UNIT, threshold / TENTH);
      if (level.quantityMilli() > threshold + band) {
        low.remove(place);
      } else if (level.quantityMilli() <= threshold && low.add(place)) {
        cells.add(Projection.LOW_STOCK, place.row(), Measure.NOTIFIED, 1);
        notifications.told("store:" + place.store, "low-stock");
      }
    }
  }
}
