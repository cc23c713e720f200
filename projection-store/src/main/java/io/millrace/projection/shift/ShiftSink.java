package io.millrace.projection.shift;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.JSONB;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import com.google.protobuf.Timestamp;
import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps {@code shift}. The row that stands for a store's receipts without a shift only says what is
 * covered.
 */
@Component
final class ShiftSink implements Projection<ShiftState> {

  private static final ProtoSerde<ShiftState> SERDE =
      ProtoSerde.of(ShiftState.getDefaultInstance());

  private final Table<ShiftState> table;

  ShiftSink(JsonMapper json) {
    table =
        Table.<ShiftState>named("shifts_v1.shift")
            .key("tenant", TEXT, ShiftState::getTenant)
            .key("store_id", TEXT, ShiftState::getStoreId)
            .key("shift_id", TEXT, ShiftState::getShiftId)
            .value("terminal_id", TEXT, ShiftState::getTerminalId)
            .value("employee_id", TEXT, row -> Table.orNull(row.getEmployeeId()))
            .value("opened_at", TIMESTAMPTZ, row -> time(row.hasOpenedAt(), row.getOpenedAt()))
            .value("closed_at", TIMESTAMPTZ, row -> time(row.hasClosedAt(), row.getClosedAt()))
            .value("opening_cash", BIGINT, row -> cash(row.hasOpeningCash(), row.getOpeningCash()))
            .value("closing_cash", BIGINT, row -> cash(row.hasClosingCash(), row.getClosingCash()))
            .value("first_at", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getFirstAt()))
            .value(
                "takings",
                JSONB,
                row ->
                    json.writeValueAsString(
                        row.getTakingsList().stream().map(Takings::of).toList()))
            .keepNewest("revision", ShiftState::getRevision);
  }

  @Override
  public String name() {
    return "shifts";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_SHIFTS);
  }

  @Override
  public ShiftState row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    ShiftState row = Require.message(SERDE, entry);
    Require.id("tenant", row.getTenant());
    Require.id("store_id", row.getStoreId());
    if (isShift(row)) {
      Require.time("first_at", row.hasFirstAt(), row.getFirstAt());
    }
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable ShiftState row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<ShiftState> rows) {
    return table.upsert(rows.stream().filter(ShiftSink::isShift).toList());
  }

  private static boolean isShift(ShiftState row) {
    return !row.getShiftId().isEmpty();
  }

  private static @Nullable Instant time(boolean set, Timestamp time) {
    return set ? Timestamps.toInstant(time) : null;
  }

  private static @Nullable Long cash(boolean set, long amount) {
    return set ? amount : null;
  }
}
