package io.millrace.streams.shift;

import io.millrace.schemas.projection.v1.ShiftState;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.sales.v1.ShiftEvent;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Identity;
import io.millrace.streams.projection.InvalidFact;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/** A shift's opening and closing are two facts; which comes first makes no difference. */
final class ShiftReader implements FactReader<Shift, ShiftState> {

  @Override
  public String identity(Record<String, Shift> record) {
    Shift shift = record.value();
    boolean closing = shift.getEvent() == ShiftEvent.SHIFT_EVENT_CLOSED;
    return Identity.of(
        "shift",
        record.headers(),
        Identity.storeSource(shift.getTenant(), shift.getStoreId()),
        shift.getShiftId() + (closing ? "/closed" : "/opened"));
  }

  @Override
  public List<ShiftChange> changes(Record<String, Shift> record) {
    Shift shift = record.value();
    Checks.present("tenant", shift.getTenant());
    Checks.present("store_id", shift.getStoreId());
    Checks.present("shift_id", shift.getShiftId());
    Checks.key(record.key(), shift.getTenant(), shift.getStoreId());
    Checks.time("occurred_at", shift.hasOccurredAt(), shift.getOccurredAt());
    return List.of(change(shift));
  }

  private static ShiftChange change(Shift shift) {
    return ShiftChange.of(
        shift.getTenant(),
        shift.getStoreId(),
        shift.getShiftId(),
        shift.getOccurredAt(),
        switch (shift.getEvent()) {
          case SHIFT_EVENT_OPENED -> state -> open(shift, state);
          case SHIFT_EVENT_CLOSED -> state -> close(shift, state);
          case SHIFT_EVENT_UNSPECIFIED, UNRECOGNIZED ->
              throw InvalidFact.field("event", shift.getEvent(), "OPENED or CLOSED");
        });
  }

  private static void open(Shift shift, ShiftState.Builder state) {
    state.setOpenedAt(shift.getOccurredAt());
    if (!shift.getTerminalId().isEmpty()) {
      state.setTerminalId(shift.getTerminalId());
    }
    if (!shift.getEmployeeId().isEmpty()) {
      state.setEmployeeId(shift.getEmployeeId());
    }
    if (shift.hasCash()) {
      state.setOpeningCash(shift.getCash());
    }
  }

  private static void close(Shift shift, ShiftState.Builder state) {
    state.setClosedAt(shift.getOccurredAt());
    if (state.getTerminalId().isEmpty()) {
      state.setTerminalId(shift.getTerminalId());
    }
    if (state.getEmployeeId().isEmpty()) {
      state.setEmployeeId(shift.getEmployeeId());
    }
    if (shift.hasCash()) {
      state.setClosingCash(shift.getCash());
    }
  }
}
