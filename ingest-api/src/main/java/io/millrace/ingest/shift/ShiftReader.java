package io.millrace.ingest.shift;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.EventReader;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.sales.v1.ShiftEvent;
import io.millrace.schemas.topic.Topics;

/** Reads the opening or closing of a shift. The two share a shift id, so an event's id has both. */
final class ShiftReader implements EventReader {

  private static final long MOST_CASH = 1_000_000_000_000L;

  private static final Choice<ShiftEvent> TYPES =
      Choice.of("opened", ShiftEvent.SHIFT_EVENT_OPENED)
          .or("closed", ShiftEvent.SHIFT_EVENT_CLOSED);

  @Override
  public Event read(Fields body, Call call, boolean alone) {
    Envelope envelope = call.envelope();
    String shiftId = body.id("shiftId");
    String store = body.id("storeId");
    ShiftEvent type = body.oneOf("type", TYPES, null);
    Shift.Builder shift =
        Shift.newBuilder()
            .setTenant(envelope.tenant())
            .setShiftId(shiftId)
            .setStoreId(store)
            .setTerminalId(body.id("terminalId"))
            .setEmployeeId(body.optionalId("employeeId"))
            .setEvent(type)
            .setOccurredAt(Timestamps.of(envelope.clamp(body.time("occurredAt", envelope.now()))));
    Long cash = body.optionalInteger("cash", 0, MOST_CASH);
    if (cash != null) {
      shift.setCash(cash);
    }
    String word = type == ShiftEvent.SHIFT_EVENT_OPENED ? "opened" : "closed";
    return envelope
        .event(
            EventKind.SHIFT,
            Topics.SALES_SHIFTS,
            Keys.of(envelope.tenant(), store),
            envelope.source("stores", store),
            shiftId + "/" + word,
            shift.build())
        .knownAs(shiftId);
  }
}
