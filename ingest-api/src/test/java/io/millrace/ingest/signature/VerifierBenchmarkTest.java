package io.millrace.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.webhook.SampleDelivery;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class VerifierBenchmarkTest {

  @Test
  void signatures_areRight() {
    VerifierBenchmark benchmark = new VerifierBenchmark();
    benchmark.deliveries();

    assertThat(benchmark.verify()).isNull();
    assertThat("sha256=" + HexFormat.of().formatHex(benchmark.hmacOfTheJdk()))
        .isEqualTo(SampleDelivery.of(1, 1_024).headers().getFirst("X-Hub-Signature-256"));
  }
}
