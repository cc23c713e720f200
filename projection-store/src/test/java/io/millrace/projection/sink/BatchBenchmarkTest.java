package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchBenchmarkTest {

  private final BatchBenchmark benchmark = new BatchBenchmark();

  @Test
  void batch_hasEveryRecord() {
    assertThat(benchmark.read().rows()).hasSize(BatchBenchmark.SIZE);
    List<Object> written = benchmark.readAndWrite();
    assertThat((Collection<?>) written.get(0)).hasSize(6);
    assertThat((List<?>) written.get(1)).hasSize(1);
  }
}
