package io.millrace.projection.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.sink.Write;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionedTableTest {

  private static final PartitionedTable TABLE = new PartitionedTable("s.t", "at", 3);

  @Test
  void writes_askForEachMonthOnceAndFirst() {
    Write insert = new Write("insert", List.of());
    List<Write> writes =
        TABLE.writes(
            List.of("2026-01-31T23:59:59Z", "2010-05-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            Instant::parse,
            List.of(insert));

    assertThat(writes).hasSize(2).endsWith(insert);
    assertThat(writes.get(0).sql())
        .startsWith("select ensure_partitions('s.t', interval '3 months'");
    assertThat((Object[]) writes.get(0).arguments().get(0))
        .containsExactly("2026-01-01Z", "2010-05-01Z");
    assertThat(TABLE.writes(List.<String>of(), Instant::parse, List.of())).isEmpty();
  }

  @Test
  void months_makeUpAYear() {
    assertThatThrownBy(() -> new PartitionedTable("s.t", "at", 5))
        .hasMessageStartingWith("months:");
  }
}
