package io.millrace.streams.stock;

import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Identity;
import io.millrace.streams.projection.InvalidFact;
import io.millrace.streams.projection.Place;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;

final class MovementReader implements FactReader<StockMovement, StockLevel> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private Ledger ledger;

  @Override
  public void init(ProcessingContext context, Place place) {
    ledger = new Ledger(context, place);
  }

  @Override
  public String identity(Record<String, StockMovement> record) {
    StockMovement movement = record.value();
    return Identity.of(
        "movement",
        record.headers(),
        Identity.storeSource(movement.getTenant(), movement.getStoreId()),
        movement.getMovementId());
  }

  /** For the readers of receipts too, with which the ledger is shared. */
  @Override
  public boolean trim(long retiredUpTo) {
    return ledger.fold(retiredUpTo);
  }

  @Override
  public List<LevelChange> changes(Record<String, StockMovement> record) {
    StockMovement movement = record.value();
    Checks.present("tenant", movement.getTenant());
    Checks.present("store_id", movement.getStoreId());
    Checks.present("movement_id", movement.getMovementId());
    Checks.present("product_id", movement.getProductId());
    Checks.key(record.key(), movement.getTenant(), movement.getStoreId());
    Checks.time("occurred_at", movement.hasOccurredAt(), movement.getOccurredAt());
    return List.of(change(movement));
  }

  private LevelChange change(StockMovement movement) {
    return switch (movement.getReason()) {
      case MOVEMENT_REASON_DELIVERY,
          MOVEMENT_REASON_WRITEOFF,
          MOVEMENT_REASON_TRANSFER,
          MOVEMENT_REASON_ADJUSTMENT ->
          new Addition(
              ledger,
              movement.getTenant(),
              movement.getStoreId(),
              movement.getProductId(),
              movement.getQuantityMilli(),
              movement.getOccurredAt());
      case MOVEMENT_REASON_STOCKTAKE ->
          new Stocktake(
              ledger,
              movement.getTenant(),
              movement.getStoreId(),
              movement.getProductId(),
              movement.getQuantityMilli(),
              movement.getOccurredAt());
      case MOVEMENT_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw InvalidFact.field("reason", movement.getReason(), "a known reason");
    };
  }
}
