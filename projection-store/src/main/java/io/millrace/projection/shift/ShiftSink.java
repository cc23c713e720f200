package io.millrace.projection.shift;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps {@code shift} and its parts. The row that stands for a store's receipts without a shift
 * only says what is covered.
 */
@Component
final class ShiftSink implements Projection<ShiftState> {

  private static final ProtoSerde<ShiftState> SERDE =
      ProtoSerde.of(ShiftState.getDefaultInstance());

  private final ShiftParts parts;

  ShiftSink(JsonMapper json) {
    parts = new ShiftParts(json);
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
  public List<TopicSpec> inputs() {
    return List.of(Topics.SALES_SHIFTS, Topics.SALES_RECEIPTS);
  }

  @Override
  public ShiftState row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    ShiftState row = Require.message(SERDE, entry);
    if (LateReceipts.onlyCovers(row.hasLate(), row.getLate())) {
      return row;
    }
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
    return parts.writes(rows.stream().filter(ShiftSink::isShift).toList());
  }

  private static boolean isShift(ShiftState row) {
    return !row.getShiftId().isEmpty();
  }
}
