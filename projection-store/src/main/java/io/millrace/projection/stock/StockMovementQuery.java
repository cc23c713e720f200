package io.millrace.projection.stock;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.json.Quantities;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What happened to a product's stock, the newest first, with the level after each movement. Levels
 * are computed at read, from the newest stocktake before the page on, because a late fact changes
 * every level after it. Movements older than what retention took of their product and store are not
 * listed, and count nevertheless.
 */
@Component
class StockMovementQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("stock-movements", Topics.SALES_RECEIPTS, Topics.STOCK_MOVEMENTS);

  static final int CURSOR_PARTS = 6;

  private static final String PAGE =
      """
      with page as materialized (
        select store_id, occurred_at, occurred_nanos, stocktake, log_offset, kind, fact_id, reason,
          quantity_milli
        from stock_movement m where m.tenant = ? and m.product_id = ?
          and ((m.occurred_at, m.occurred_nanos) >= (
            select b.newest_at, b.newest_nanos from stock_balance b
            where b.tenant = m.tenant and b.store_id = m.store_id
              and b.product_id = m.product_id)) is not false
      """;

  /** Levels before the oldest movement of the page in each store, then on from there. */
  private static final String LEVELS =
      """
      ), oldest as (
        select distinct on (store_id) * from page
        order by store_id, occurred_at, occurred_nanos, stocktake, log_offset, kind, fact_id
      ), base as (
        select o.store_id,
          coalesce(c.quantity_milli, b.quantity_milli, 0) + coalesce(s.added, 0) as level
        from oldest o
        left join stock_balance b
          on b.tenant = ? and b.product_id = ? and b.store_id = o.store_id
        left join lateral (
          select m.occurred_at, m.occurred_nanos, m.quantity_milli
          from stock_movement m
          where m.tenant = ? and m.product_id = ? and m.store_id = o.store_id and m.stocktake
            and m.occurred_at <= o.occurred_at
            and (m.occurred_at, m.occurred_nanos, m.stocktake, m.log_offset, m.kind, m.fact_id)
              < (o.occurred_at, o.occurred_nanos, o.stocktake, o.log_offset, o.kind, o.fact_id)
            and (b.newest_at is null
              or (m.occurred_at, m.occurred_nanos) >= (b.newest_at, b.newest_nanos))
          order by m.occurred_at desc, m.occurred_nanos desc, m.log_offset desc limit 1) c on true
        cross join lateral (
          select sum(m.quantity_milli) as added
          from stock_movement m
          where m.tenant = ? and m.product_id = ? and m.store_id = o.store_id and not m.stocktake
            and m.occurred_at <= o.occurred_at
            and (m.occurred_at, m.occurred_nanos, m.stocktake, m.log_offset, m.kind, m.fact_id)
              < (o.occurred_at, o.occurred_nanos, o.stocktake, o.log_offset, o.kind, o.fact_id)
            and m.occurred_at >= coalesce(c.occurred_at, b.counted_at, '-infinity')
            and (m.occurred_at, m.occurred_nanos)
              > (coalesce(c.occurred_at, b.counted_at, '-infinity'),
                coalesce(c.occurred_nanos, b.counted_nanos, 0))) s
      ), counted as (
        select *, count(*) filter (where stocktake) over (
          partition by store_id
          order by occurred_at, occurred_nanos, stocktake, log_offset, kind, fact_id
          rows unbounded preceding) as stocktakes
        from page
      )
      select m.*, (case when m.stocktakes = 0 then b.level else 0 end + sum(m.quantity_milli) over (
          partition by m.store_id, m.stocktakes
          order by m.occurred_at, m.occurred_nanos, m.stocktake, m.log_offset, m.kind, m.fact_id
          rows unbounded preceding))::bigint as level_milli
      from counted m join base b using (store_id)
      """;

  private static final String NEWEST_FIRST =
      "order by occurred_at desc, occurred_nanos desc, stocktake desc, log_offset desc, kind desc,"
          + " fact_id desc, store_id desc";

  /**
   * A change of stock.
   *
   * @param quantity what it added; for a stocktake what was counted
   * @param level the level after it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Movement(
      String storeId,
      Instant occurredAt,
      String reason,
      @Nullable String receiptId,
      @Nullable String movementId,
      Number quantity,
      Number level,
      @JsonIgnore String cursor) {}

  private final ReadDatabase database;

  StockMovementQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of movements, of one store where it is given. */
  Mono<Page<Movement>> movements(
      String tenant,
      String productId,
      @Nullable String storeId,
      @Nullable List<String> after,
      int limit) {
    Sql sql = Sql.of(PAGE, tenant, productId).addIf("and store_id = ?", storeId);
    if (after != null) {
      Instant time = Cursor.time(after.get(0));
      sql.add("and occurred_at <= ?", EventTime.micros(time))
          .add(
              "and (occurred_at, occurred_nanos, stocktake, log_offset, kind, fact_id, store_id)"
                  + " < (?, ?, ?, ?, ?, ?, ?)",
              EventTime.micros(time),
              EventTime.nanos(time),
              Boolean.parseBoolean(after.get(1)),
              Cursor.number(after.get(2)),
              after.get(3),
              after.get(4),
              after.get(5));
    }
    sql.add(NEWEST_FIRST)
        .add("limit ?", limit + 1)
        .add(LEVELS, tenant, productId, tenant, productId, tenant, productId)
        .add(NEWEST_FIRST);
    return database
        .list(sql, StockMovementQuery::movement)
        .map(movements -> Page.of(movements, limit, Movement::cursor));
  }

  /** Whether there were movements that retention took. */
  Mono<Boolean> wereTaken(String tenant, String productId, @Nullable String storeId) {
    return database
        .first(
            Sql.of("select true as taken from stock_balance where tenant = ?", tenant)
                .add("and product_id = ?", productId)
                .addIf("and store_id = ?", storeId)
                .add("limit 1"),
            row -> Columns.flag(row, "taken"))
        .defaultIfEmpty(false);
  }

  private static Movement movement(Readable row) {
    Instant time =
        Columns.time(row, "occurred_at").plusNanos(Columns.number(row, "occurred_nanos"));
    String storeId = Columns.text(row, "store_id");
    String kind = Columns.text(row, "kind");
    String factId = Columns.text(row, "fact_id");
    return new Movement(
        storeId,
        time,
        Columns.text(row, "reason"),
        kind.equals(StockFact.RECEIPT) ? factId : null,
        kind.equals(StockFact.MOVEMENT) ? factId : null,
        Quantities.ofMilli(Columns.number(row, "quantity_milli")),
        Quantities.ofMilli(Columns.number(row, "level_milli")),
        Cursor.encode(
            time.toString(),
            Boolean.toString(Columns.flag(row, "stocktake")),
            Long.toString(Columns.number(row, "log_offset")),
            kind,
            factId,
            storeId));
  }
}
