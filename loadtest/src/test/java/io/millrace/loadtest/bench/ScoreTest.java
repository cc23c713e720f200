package io.millrace.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {

  private static final String JMH =
      """
      [{"benchmark": "io.millrace.a.SomeBenchmark.read", "mode": "avgt",
        "primaryMetric": {"score": 12345.6, "scoreError": 78.9, "scoreUnit": "ns/op"},
        "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 3200.01, "scoreUnit": "B/op"}}},
       {"benchmark": "io.millrace.a.OtherBenchmark.write", "params": {"size": "1024"},
        "primaryMetric": {"score": 7.5, "scoreError": "NaN", "scoreUnit": "ns/op"},
        "secondaryMetrics": {}}]
      """;

  @Test
  void table_hasTimeErrorAndBytesOfEachBenchmark(@TempDir Path folder) throws IOException {
    Path json = Files.writeString(folder.resolve("bench.json"), JMH);

    List<Score> scores = Score.read(json);

    assertThat(ScoreTable.of(scores).lines())
        .containsExactly(
            "benchmark                             ns/op          ±         B/op",
            "SomeBenchmark.read                   12,346       78.9        3,200",
            "OtherBenchmark.write size=1024          7.5          -            -");
  }
}
