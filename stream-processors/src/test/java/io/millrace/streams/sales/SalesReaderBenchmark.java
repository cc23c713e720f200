package io.millrace.streams.sales;

import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.projection.TestFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.processor.api.Record;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a receipt to the row of its quarter of an hour, without stores, bytes and Kafka. */
@State(Scope.Benchmark)
public class SalesReaderBenchmark {

  private static final int SAMPLES = 1_024;

  private final SalesReader reader = new SalesReader(Grain.QUARTER_HOUR);
  private final List<Record<String, Receipt>> records = records();
  private SalesBucket row = SalesBucket.getDefaultInstance();
  private int next;

  /** Who the fact is: the key of the dedupe store. */
  @Benchmark
  public String identity() {
    return reader.identity(records.get(next++ % SAMPLES));
  }

  /** The checks, and the row after the fact. */
  @Benchmark
  public SalesBucket count() {
    for (Change<SalesBucket> change : reader.changes(records.get(next++ % SAMPLES))) {
      row = change.apply(row);
    }
    return row;
  }

  private static List<Record<String, Receipt>> records() {
    Random random = new Random(1);
    List<Record<String, Receipt>> records = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      String id = "r-" + i;
      records.add(
          new Record<>(
              TestFacts.KEY,
              TestFacts.random(random, id),
              0,
              TestFacts.headers(id, "/tenants/demo/stores/s1", "io.millrace.sales.receipt.v1")));
    }
    return records;
  }
}
