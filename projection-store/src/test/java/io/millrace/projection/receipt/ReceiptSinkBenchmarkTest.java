package io.millrace.projection.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.sink.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiptSinkBenchmarkTest {

  private final ReceiptSinkBenchmark benchmark = new ReceiptSinkBenchmark();

  @Test
  void row_readsTheSamples() {
    List<ReceiptSink.Row> rows = benchmark.row();

    assertThat(rows).hasSize(ReceiptSinkBenchmark.BATCH);
    assertThat(rows.get(7).receipt()).isEqualTo(SampleReceipts.of(7));
    assertThat(rows.get(7).lines()).contains(SampleReceipts.of(7).getLines(2).getBarcode());
  }

  @Test
  void writes_haveEveryRow() {
    List<Write> writes = benchmark.writes();

    assertThat(writes).hasSize(2);
    assertThat((Object[]) writes.get(0).arguments().get(0)).containsExactly("2026-11-01Z");
    assertThat((Object[]) writes.get(1).arguments().get(2))
        .hasSize(ReceiptSinkBenchmark.BATCH)
        .contains(SampleReceipts.of(499).getReceiptId());
  }
}
