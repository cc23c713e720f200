package io.millrace.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProtoSerdeBenchmarkTest {

  private final ProtoSerdeBenchmark benchmark = new ProtoSerdeBenchmark();

  @Test
  void deserialize_readsTheSamples() {
    assertThat(benchmark.deserialize()).isEqualTo(SampleReceipts.of(0));
    assertThat(benchmark.deserialize())
        .isEqualTo(SampleReceipts.of(1))
        .isNotEqualTo(SampleReceipts.of(0));
  }

  @Test
  void serialize_writesTheSamples() {
    benchmark.read();

    assertThat(benchmark.serialize()).isEqualTo(SampleReceipts.of(0).toByteArray());
    assertThat(benchmark.buildAndSerialize()).isEqualTo(SampleReceipts.of(1).toByteArray());
  }
}
