package io.millrace.projection.shift;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Shifts with what was taken during each. */
@Component
class ShiftQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("shifts", Topics.SALES_SHIFTS, Topics.SALES_RECEIPTS);

  private static final String COLUMNS =
      """
      s.store_id, s.shift_id, s.terminal_id, s.employee_id, s.opened_at, s.closed_at,
        s.opening_cash, s.closing_cash, s.first_at, s.takings::text as takings, r.currency
      from shift s
      left join reference r on r.tenant = s.tenant and r.kind = 'stores' and r.id = s.store_id
      """;

  /**
   * A shift as far as it is known: without {@code openedAt} only receipts or the closing came yet.
   *
   * @param totals one for each currency; none before the first receipt
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Shift(
      String shiftId,
      String storeId,
      @Nullable String terminalId,
      @Nullable String employeeId,
      @Nullable Instant openedAt,
      @Nullable Instant closedAt,
      @Nullable Long openingCash,
      @Nullable Long closingCash,
      List<Takings> totals) {}

  private record Placed(Shift shift, Instant firstAt) {}

  private final ReadDatabase database;
  private final JsonMapper json;

  ShiftQuery(ReadDatabase database, JsonMapper json) {
    this.database = database;
    this.json = json;
  }

  /**
   * The shift that is open on each terminal, by store and terminal: of several the one opened last.
   */
  Mono<Page<Shift>> open(
      String tenant,
      @Nullable String storeId,
      @Nullable String terminalId,
      @Nullable List<String> after,
      int limit) {
    Sql sql =
        Sql.of("select distinct on (s.store_id, s.terminal_id)")
            .add(COLUMNS)
            .add("where s.tenant = ? and s.opened_at is not null and s.closed_at is null", tenant)
            .addIf("and s.store_id = ?", storeId)
            .addIf("and s.terminal_id = ?", terminalId);
    if (after != null) {
      sql.add("and (s.store_id, s.terminal_id) > (?, ?)", after.get(0), after.get(1));
    }
    sql.add("order by s.store_id, s.terminal_id, s.opened_at desc, s.shift_id limit ?", limit + 1);
    return page(sql, limit, last -> cursor(last.shift));
  }

  /** Shifts of a store and a terminal where they are given, the latest begun first. */
  Mono<Page<Shift>> list(
      String tenant,
      @Nullable String storeId,
      @Nullable String terminalId,
      @Nullable List<String> after,
      int limit) {
    Sql sql =
        Sql.of("select")
            .add(COLUMNS)
            .add("where s.tenant = ?", tenant)
            .addIf("and s.store_id = ?", storeId)
            .addIf("and s.terminal_id = ?", terminalId);
    if (after != null) {
      Instant time = Cursor.time(after.get(0));
      sql.add(
          "and s.first_at <= ? and (s.first_at < ? or (s.shift_id, s.store_id) > (?, ?))",
          time,
          time,
          after.get(1),
          after.get(2));
    }
    sql.add("order by s.first_at desc, s.shift_id, s.store_id limit ?", limit + 1);
    return page(
        sql,
        limit,
        last -> Cursor.encode(last.firstAt.toString(), last.shift.shiftId, last.shift.storeId));
  }

  private Mono<Page<Shift>> page(Sql sql, int limit, Function<Placed, String> cursor) {
    return database
        .list(sql, this::shift)
        .map(rows -> Page.of(rows, limit, cursor))
        .map(
            page ->
                new Page<>(page.entries().stream().map(Placed::shift).toList(), page.nextCursor()));
  }

  private static String cursor(Shift last) {
    return Cursor.encode(last.storeId, Objects.requireNonNullElse(last.terminalId, ""));
  }

  private Placed shift(Readable row) {
    List<Takings> takings = List.of(json.readValue(Columns.text(row, "takings"), Takings[].class));
    return new Placed(
        new Shift(
            Columns.text(row, "shift_id"),
            Columns.text(row, "store_id"),
            Columns.textOrNull(row, "terminal_id"),
            Columns.textOrNull(row, "employee_id"),
            Columns.timeOrNull(row, "opened_at"),
            Columns.timeOrNull(row, "closed_at"),
            Columns.numberOrNull(row, "opening_cash"),
            Columns.numberOrNull(row, "closing_cash"),
            Takings.in(Columns.textOrNull(row, "currency"), takings)),
        Columns.time(row, "first_at"));
  }
}
