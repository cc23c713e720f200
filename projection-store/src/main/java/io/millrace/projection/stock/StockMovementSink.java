package io.millrace.projection.stock;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.BOOLEAN;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.projection.stock.StockFact.Identity;
import io.millrace.projection.stock.StockFact.Line;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code stock_movement}: every change of every level, once. */
@Component
final class StockMovementSink implements Projection<StockFact> {

  private static final Table<Line> TABLE =
      Table.<Line>named(MovementStorage.TABLE.name())
          .key("tenant", TEXT, line -> line.fact().identity().tenant())
          .key("store_id", TEXT, line -> line.fact().identity().storeId())
          .key("product_id", TEXT, Line::productId)
          .key("occurred_at", TIMESTAMPTZ, line -> EventTime.micros(line.fact().occurredAt()))
          .key("occurred_nanos", INT, line -> EventTime.nanos(line.fact().occurredAt()))
          .key("stocktake", BOOLEAN, line -> line.fact().reason().equals(StockFact.STOCKTAKE))
          .key("log_offset", BIGINT, line -> line.fact().logOffset())
          .key("kind", TEXT, line -> line.fact().identity().kind())
          .key("fact_id", TEXT, line -> line.fact().identity().factId())
          .value("reason", TEXT, line -> line.fact().reason())
          .value("quantity_milli", BIGINT, Line::quantityMilli)
          .value("ingested_at", TIMESTAMPTZ, line -> line.fact().ingestedAt())
          .onceByFact("stock_movements_v1.fact", "tenant", "store_id", "kind", "fact_id");

  @Override
  public String name() {
    return "stock-movements";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.SALES_RECEIPTS, Topics.STOCK_MOVEMENTS);
  }

  @Override
  public StockFact row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    return entry.topic().equals(Topics.SALES_RECEIPTS.name())
        ? StockFact.ofReceipt(entry)
        : StockFact.ofMovement(entry);
  }

  @Override
  public List<Write> writes(List<StockFact> rows) {
    List<StockFact> facts = first(rows);
    return MovementStorage.TABLE.writes(
        facts,
        StockFact::occurredAt,
        TABLE.upsert(facts.stream().flatMap(fact -> fact.lines().stream()).toList()));
  }

  /** The first version of each fact: a duplicate may have another body. */
  private static List<StockFact> first(List<StockFact> rows) {
    Map<Identity, StockFact> first = new LinkedHashMap<>();
    rows.forEach(row -> first.putIfAbsent(row.identity(), row));
    return List.copyOf(first.values());
  }
}
