package io.millrace.streams.shift;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.streams.projection.Change;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A change of one shift by something that happened in it. */
record ShiftChange(
    @Override String key,
    String tenant,
    String storeId,
    String shiftId,
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
    return new ShiftChange(
        Keys.of(tenant, storeId, shiftId), tenant, storeId, shiftId, occurredAt, effect);
  }

  @Override
  public ShiftState apply(@Nullable ShiftState row) {
    ShiftState.Builder shift =
        row == null
            ? ShiftState.newBuilder()
                .setTenant(tenant)
                .setStoreId(storeId)
                .setShiftId(shiftId)
                .setFirstAt(occurredAt)
            : row.toBuilder();
    effect.accept(shift);
    if (BY_TIME.compare(occurredAt, shift.getFirstAt()) < 0) {
      shift.setFirstAt(occurredAt);
    }
    return shift.setRevision(shift.getRevision() + 1).build();
  }
}
