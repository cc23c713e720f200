package io.millrace.streams.sales;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SalesReaderBenchmarkTest {

  private final SalesReaderBenchmark benchmark = new SalesReaderBenchmark();

  @Test
  void facts_areThoseOfTheSamples() {
    assertThat(benchmark.identity()).isEqualTo("receipt/%2Ftenants%2Fdemo%2Fstores%2Fs1/r-0");
    assertThat(benchmark.count().getRevision()).isEqualTo(1);
    assertThat(benchmark.count().getRevision()).isEqualTo(2);
  }
}
