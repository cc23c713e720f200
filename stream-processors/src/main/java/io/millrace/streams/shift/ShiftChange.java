package io.millrace.streams.shift;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.Grain;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A change of one shift by something that happened in it: of the row of the shift's facts of one
 * UTC day, so that it can be retired although nobody knows when a shift is over.
 */
record ShiftChange(
    @Override String key,
    String tenant,
    String storeId,
    String shiftId,
    Timestamp start,
    Timestamp occurredAt,
    Consumer<ShiftState.Builder> effect)
    implements Change<ShiftState> {

  private static final Comparator<Timestamp> BY_TIME =
      Comparator.comparingLong(Timestamp::getSeconds).thenComparingInt(Timestamp::getNanos);

  static ShiftChange of(
      String tenant,
      String storeId,
      String shiftId,
      Timestamp occurredAt,
      Consumer<ShiftState.Builder> effect) {
    Timestamp start = Grain.DAY.start(occurredAt);
    return new ShiftChange(
        Keys.of(tenant, storeId, shiftId, Grain.text(start)),
        tenant,
        storeId,
        shiftId,
        start,
        occurredAt,
        effect);
  }

  @Override
  public long until() {
    return Grain.DAY.until(start);
  }

  @Override
  public ShiftState apply(@Nullable ShiftState row) {
    ShiftState.Builder shift =
        row == null
            ? ShiftState.newBuilder()
                .setTenant(tenant)
                .setStoreId(storeId)
                .setShiftId(shiftId)
                .setStart(start)
                .setFirstAt(occurredAt)
            : row.toBuilder();
    effect.accept(shift);
    if (BY_TIME.compare(occurredAt, shift.getFirstAt()) < 0) {
      shift.setFirstAt(occurredAt);
    }
    return shift.setRevision(shift.getRevision() + 1).build();
  }
}
