package io.millrace.projection.shift;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.JSONB;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import com.google.protobuf.Timestamp;
import io.millrace.projection.sink.LateIdentity;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.ShiftState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shifts in parts, each of which is replaced or stays: a part for each day of a shift's facts, and
 * one for each late fact that was not counted before. A late receipt was not if it came first; an
 * opening or a closing was not if no part has one.
 */
final class ShiftParts {

  private static final String NAME = "shifts_v1.shift_part";

  private static final String ADD_LATE =
      """
      insert into shifts_v1.shift_part (tenant, store_id, shift_id, part, terminal_id, employee_id,
        opened_at, closed_at, opening_cash, closing_cash, first_at, takings, revision)
      select r.tenant, r.store_id, r.shift_id, r.part, r.terminal_id, r.employee_id, r.opened_at,
        r.closed_at, r.opening_cash, r.closing_cash, r.first_at, r.takings, 1
      from $rows
      where not exists (
          select from receipt_identity i
          where i.tenant = r.tenant and i.store_id = r.store_id and i.receipt_id = r.receipt_id
            and (i.input_partition, i.input_offset)
              is distinct from (r.input_partition, r.input_offset))
        and not exists (
          select from shifts_v1.shift_part p
          where p.tenant = r.tenant and p.store_id = r.store_id and p.shift_id = r.shift_id
            and (p.opened_at is not null and r.opened_at is not null
              or p.closed_at is not null and r.closed_at is not null))
      on conflict do nothing""";

  private static final String MERGE =
      """
      insert into shifts_v1.shift as t (tenant, store_id, shift_id, terminal_id, employee_id,
        opened_at, closed_at, opening_cash, closing_cash, first_at, takings, revision)
      select tenant, store_id, shift_id,
        coalesce((array_agg(p.terminal_id order by p.opened_at nulls last, p.part)
          filter (where p.terminal_id <> ''))[1], ''),
        (array_agg(p.employee_id order by p.opened_at nulls last, p.part)
          filter (where p.employee_id is not null))[1],
        min(p.opened_at), max(p.closed_at),
        (array_agg(p.opening_cash order by p.opened_at nulls last))[1],
        (array_agg(p.closing_cash order by p.closed_at desc nulls last))[1],
        min(p.first_at),
        case count(*) when 1 then (array_agg(p.takings))[1]
          else shift_takings(jsonb_agg(p.takings)) end,
        sum(p.revision)
      from shifts_v1.shift_part p join $rows using (tenant, store_id, shift_id)
      group by tenant, store_id, shift_id
      on conflict (tenant, store_id, shift_id) do update set
        terminal_id = excluded.terminal_id, employee_id = excluded.employee_id,
        opened_at = excluded.opened_at, closed_at = excluded.closed_at,
        opening_cash = excluded.opening_cash, closing_cash = excluded.closing_cash,
        first_at = excluded.first_at, takings = excluded.takings, revision = excluded.revision""";

  private static final Table<ShiftState> SHIFTS =
      Table.<ShiftState>named("shifts_v1.shift")
          .key("tenant", TEXT, ShiftState::getTenant)
          .key("store_id", TEXT, ShiftState::getStoreId)
          .key("shift_id", TEXT, ShiftState::getShiftId)
          .statement(MERGE);

  private final Table<ShiftState> days;
  private final Table<ShiftState> late;

  ShiftParts(JsonMapper json) {
    days = parts(json).keepNewest("revision", ShiftState::getRevision);
    late =
        parts(json)
            .noted("receipt_id", TEXT, row -> isReceipt(row) ? identity(row).id() : null)
            .noted("input_partition", INT, row -> row.getLate().getPosition().getPartition())
            .noted("input_offset", BIGINT, row -> row.getLate().getPosition().getOffset())
            .statement(ADD_LATE);
  }

  List<Write> writes(List<ShiftState> rows) {
    List<Write> writes = new ArrayList<>();
    writes.addAll(days.upsert(rows.stream().filter(row -> !row.hasLate()).toList()));
    List<ShiftState> lateRows = rows.stream().filter(ShiftState::hasLate).toList();
    List<InputPosition> receipts =
        lateRows.stream()
            .filter(ShiftParts::isReceipt)
            .map(row -> row.getLate().getPosition())
            .toList();
    if (!receipts.isEmpty()) {
      writes.add(LateReceipts.covered(receipts));
    }
    writes.addAll(late.upsert(lateRows));
    writes.addAll(SHIFTS.upsert(rows));
    return writes;
  }

  private static Table.Builder<ShiftState> parts(JsonMapper json) {
    return Table.<ShiftState>named(NAME)
        .key("tenant", TEXT, ShiftState::getTenant)
        .key("store_id", TEXT, ShiftState::getStoreId)
        .key("shift_id", TEXT, ShiftState::getShiftId)
        .key("part", TEXT, ShiftParts::part)
        .value("terminal_id", TEXT, ShiftState::getTerminalId)
        .value("employee_id", TEXT, row -> Table.orNull(row.getEmployeeId()))
        .value("opened_at", TIMESTAMPTZ, row -> time(row.hasOpenedAt(), row.getOpenedAt()))
        .value("closed_at", TIMESTAMPTZ, row -> time(row.hasClosedAt(), row.getClosedAt()))
        .value("opening_cash", BIGINT, row -> cash(row.hasOpeningCash(), row.getOpeningCash()))
        .value("closing_cash", BIGINT, row -> cash(row.hasClosingCash(), row.getClosingCash()))
        .value("first_at", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getFirstAt()))
        .value("takings", JSONB, row -> takings(json, row));
  }

  private static String takings(JsonMapper json, ShiftState row) {
    return json.writeValueAsString(row.getTakingsList().stream().map(Takings::of).toList());
  }

  private static String part(ShiftState row) {
    if (row.hasLate()) {
      return isReceipt(row)
          ? "receipt/" + identity(row).id()
          : row.hasOpenedAt() ? "opened" : "closed";
    }
    return row.hasStart() ? Timestamps.toInstant(row.getStart()).toString() : "";
  }

  private static boolean isReceipt(ShiftState row) {
    return identity(row).receipt();
  }

  private static LateIdentity identity(ShiftState row) {
    return LateIdentity.of(row.getLate());
  }

  private static @Nullable Instant time(boolean set, Timestamp time) {
    return set ? Timestamps.toInstant(time) : null;
  }

  private static @Nullable Long cash(boolean set, long amount) {
    return set ? amount : null;
  }
}
