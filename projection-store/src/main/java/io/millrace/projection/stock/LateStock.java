package io.millrace.projection.stock;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.BOOLEAN;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.LateIdentity;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Late facts of stock. One counts if the history of movements has it from the very place it came
 * from, or had until retention took it: a repetition is not there. The history is waited for, and
 * may well be ahead: the view reads from it what came between a late stocktake and what the level
 * has of its own. A stocktake older than what retention took cannot count, as that is not known.
 */
final class LateStock {

  private static final String ADD =
      """
      insert into stock_levels_v1.late_fact (tenant, store_id, product_id, kind, fact_id,
        occurred_at, occurred_nanos, stocktake, log_offset, quantity_milli, known_milli,
        known_before)
      select r.tenant, r.store_id, r.product_id, r.kind, r.fact_id, r.occurred_at,
        r.occurred_nanos, r.stocktake, r.log_offset, r.quantity_milli, r.known_milli,
        r.known_before
      from $rows
      where (exists (
          select from stock_movement m
          where m.tenant = r.tenant and m.store_id = r.store_id and m.product_id = r.product_id
            and m.occurred_at = r.occurred_at and m.occurred_nanos = r.occurred_nanos
            and m.stocktake = r.stocktake and m.log_offset = r.log_offset and m.kind = r.kind
            and m.fact_id = r.fact_id)
        or exists (
          select from stock_movement_fact f
          where f.tenant = r.tenant and f.store_id = r.store_id and f.kind = r.kind
            and f.fact_id = r.fact_id and f.log_offset = r.log_offset))
        and not (r.stocktake and exists (
          select from stock_balance b
          where b.tenant = r.tenant and b.store_id = r.store_id and b.product_id = r.product_id
            and (b.newest_at, b.newest_nanos) > (r.occurred_at, r.occurred_nanos)))
      on conflict do nothing""";

  /** Also where nothing but late facts is known of the level. */
  private static final String MARK =
      """
      insert into stock_levels_v1.stock_level as t
        (tenant, store_id, product_id, quantity_milli, updated_at, revision, has_late)
      select tenant, store_id, product_id, 0, min(f.occurred_at), 0, true
      from stock_levels_v1.late_fact f join $rows using (tenant, store_id, product_id)
      group by tenant, store_id, product_id
      on conflict (tenant, store_id, product_id) do update set has_late = true
      where not t.has_late""";

  /** Levels that have late facts, as readers see them; each found by its key. */
  private static final String SHOWN =
      """
      select r.tenant, r.store_id, r.product_id, v.quantity_milli, v.updated_at
      from $rows
      cross join lateral (
        select from stock_levels_v1.stock_level l
        where l.tenant = r.tenant and l.store_id = r.store_id and l.product_id = r.product_id
          and l.has_late
        offset 0) marked
      cross join lateral (
        select s.quantity_milli, s.updated_at from stock_level s
        where s.tenant = r.tenant and s.store_id = r.store_id and s.product_id = r.product_id
        offset 0) v""";

  private static final String COVERED =
      "select stock_movements_cover($1, $2::text[], $3::int[], $4::bigint[])";

  /**
   * A late fact as a batch has it.
   *
   * @param receiptsOffset the newest receipt that rows before it cover; -1 if none in the batch
   *     does
   */
  private record Late(StockLevel row, LateIdentity identity, long receiptsOffset) {

    InputPosition position() {
      return row.getLate().getPosition();
    }
  }

  private record Place(String topic, int partition) {}

  private static final Table<Late> FACTS =
      Table.<Late>named("stock_levels_v1.late_fact")
          .key("tenant", TEXT, late -> late.row().getTenant())
          .key("store_id", TEXT, late -> late.row().getStoreId())
          .key("product_id", TEXT, late -> late.row().getProductId())
          .key("kind", TEXT, late -> late.identity().kind())
          .key("fact_id", TEXT, late -> late.identity().id())
          .key("log_offset", BIGINT, late -> late.position().getOffset())
          .value(
              "occurred_at",
              TIMESTAMPTZ,
              late -> EventTime.micros(Timestamps.toInstant(late.row().getUpdatedAt())))
          .value(
              "occurred_nanos",
              INT,
              late -> EventTime.nanos(Timestamps.toInstant(late.row().getUpdatedAt())))
          .value("stocktake", BOOLEAN, late -> late.row().hasCountedAt())
          .value("quantity_milli", BIGINT, late -> late.row().getQuantityMilli())
          .value("known_milli", BIGINT, late -> late.row().getKnownMilli())
          .value("known_before", TIMESTAMPTZ, LateStock::knownBefore)
          .statement(ADD);

  private static final Table<StockLevel> MARKED = levels().statement(MARK);
  private static final Table<StockLevel> SEEN = levels().statement(SHOWN);

  private LateStock() {}

  /**
   * What is to be done once a batch's levels are written; returns those that late facts change.
   *
   * @param rows all of the batch, in order
   */
  static List<Write> writes(List<StockLevel> rows) {
    List<Late> late = late(rows);
    List<Write> writes = new ArrayList<>();
    if (!late.isEmpty()) {
      writes.add(covered(late));
      writes.addAll(FACTS.upsert(late));
      writes.addAll(MARKED.upsert(late.stream().map(Late::row).toList()));
    }
    SEEN.upsert(rows.stream().filter(row -> !row.getTenant().isEmpty()).toList())
        .forEach(write -> writes.add(write.withRows()));
    return writes;
  }

  private static List<Late> late(List<StockLevel> rows) {
    Map<Integer, Long> receipts = new HashMap<>();
    List<Late> late = new ArrayList<>();
    for (StockLevel row : rows) {
      InputPosition input = row.getInput();
      if (input.getTopic().equals(Topics.SALES_RECEIPTS.name())) {
        receipts.put(input.getPartition(), input.getOffset());
      }
      if (!row.getLate().getIdentity().isEmpty()) {
        int partition = row.getLate().getPosition().getPartition();
        late.add(
            new Late(row, LateIdentity.of(row.getLate()), receipts.getOrDefault(partition, -1L)));
      }
    }
    return late;
  }

  /** What the history must have: both topics as far as rows cover them. */
  private static Write covered(List<Late> late) {
    Map<Place, Long> ends = new HashMap<>();
    for (Late one : late) {
      int partition = one.position().getPartition();
      ends.merge(
          new Place(one.position().getTopic(), partition), one.position().getOffset(), Math::max);
      ends.merge(
          new Place(Topics.SALES_RECEIPTS.name(), partition), one.receiptsOffset(), Math::max);
    }
    List<Place> places = List.copyOf(ends.keySet());
    return new Write(
        COVERED,
        List.of(
            "stock_levels_v1.late_fact",
            places.stream().map(Place::topic).toArray(String[]::new),
            places.stream().map(Place::partition).toArray(Integer[]::new),
            places.stream().map(ends::get).toArray(Long[]::new)));
  }

  private static @Nullable Object knownBefore(Late late) {
    return late.row().hasKnownBefore() ? Timestamps.toInstant(late.row().getKnownBefore()) : null;
  }

  private static Table.Builder<StockLevel> levels() {
    return Table.<StockLevel>named("stock_levels_v1.stock_level")
        .key("tenant", TEXT, StockLevel::getTenant)
        .key("store_id", TEXT, StockLevel::getStoreId)
        .key("product_id", TEXT, StockLevel::getProductId);
  }
}
