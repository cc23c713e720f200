package io.millrace.streams.stock;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.StockLevel;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.stock.v1.StockMovement;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.ProjectionTopology;
import org.apache.kafka.streams.Topology;

/**
 * The level of each product in each store: sales subtract, refunds and deliveries add, a stocktake
 * sets it. The level does not depend on the order in which facts arrive: what happened before the
 * newest stocktake is in its count, what happened after it is added, also where the stocktake is
 * the one that comes late.
 *
 * <p>A level is no bucket and stays. What was added to it longer than a grace ago is kept as one
 * sum, so a stocktake that is later than that, and before some of it, is refused.
 */
public final class StockLevelsTopology implements ProjectionTopology {

  @Override
  public String applicationId() {
    return "millrace-stock-levels";
  }

  @Override
  public Topology get() {
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
        .retire()
        .build();
  }
}
