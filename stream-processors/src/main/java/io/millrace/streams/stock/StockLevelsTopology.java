package io.millrace.streams.stock;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.receipt.ReceiptTopology;

/**
 * The level of each product in each store: sales subtract, refunds and deliveries add, a stocktake
 * sets it. The level does not depend on the order in which facts arrive: what happened before the
 * newest stocktake is in its count, what happened after it is added, also where the stocktake is
 * the one that comes late.
 *
 * <p>A level is no bucket and stays, with one sum for what was added to it longer than a grace ago.
 * A fact that comes later than that leaves it as it is: whoever keeps the history of movements
 * knows whether it was counted before, and what a stocktake makes of what came between.
 */
public final class StockLevelsTopology implements ReceiptTopology {

  @Override
  public String applicationId() {
    return "millrace-stock-levels";
  }

  @Override
  public Projection<StockLevel> projection() {
    return Projection.into(
            Topics.PROJECTION_STOCK_LEVELS,
            StockLevel.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build(),
            Ledger.store())
        .facts(
            Topics.SALES_RECEIPTS,
            ProtoSerde.of(Receipt.getDefaultInstance()).deserializer(),
            ReceiptStockReader::new)
        .facts(
            Topics.STOCK_MOVEMENTS,
            ProtoSerde.of(StockMovement.getDefaultInstance()).deserializer(),
            MovementReader::new)
        .retire((row, late) -> row.toBuilder().setLate(late).build());
  }
}
