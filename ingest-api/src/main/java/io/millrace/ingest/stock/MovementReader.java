package io.millrace.ingest.stock;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.EventReader;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.Topics;

/** Reads a stock movement: a signed change, or for a stocktake the level that was counted. */
final class MovementReader implements EventReader {

  private static final long MOST_MILLI = 1_000_000_000_000L;

  private static final Choice<MovementReason> REASONS =
      Choice.of("delivery", MovementReason.MOVEMENT_REASON_DELIVERY)
          .or("writeoff", MovementReason.MOVEMENT_REASON_WRITEOFF)
          .or("transfer", MovementReason.MOVEMENT_REASON_TRANSFER)
          .or("adjustment", MovementReason.MOVEMENT_REASON_ADJUSTMENT)
          .or("stocktake", MovementReason.MOVEMENT_REASON_STOCKTAKE);

  @Override
  public Event read(Fields body, Call call, boolean alone) {
    Envelope envelope = call.envelope();
    String id = body.id("movementId");
    String store = body.id("storeId");
    MovementReason reason = body.oneOf("reason", REASONS, null);
    StockMovement movement =
        StockMovement.newBuilder()
            .setTenant(envelope.tenant())
            .setMovementId(id)
            .setStoreId(store)
            .setProductId(body.id("productId"))
            .setQuantityMilli(body.thousandths("quantity", -MOST_MILLI))
            .setReason(reason)
            .setOccurredAt(Timestamps.of(envelope.clamp(body.time("occurredAt", envelope.now()))))
            .build();
    return envelope.event(
        EventKind.MOVEMENT,
        Topics.STOCK_MOVEMENTS,
        Keys.of(envelope.tenant(), store),
        envelope.source("stores", store),
        id,
        movement);
  }
}
