package io.millrace.loadtest.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.bulk.Batch;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BacklogTest {

  private final Clock clock = Clock.fixed(Instant.parse("2026-03-02T10:00:00Z"), ZoneOffset.UTC);

  @Test
  void next_makesReceiptsOfOneDayAndKnowsTheirSum() {
    Backlog backlog = new Backlog(1, 250, clock);
    long revenue = 0;
    Set<String> ids = new HashSet<>();
    while (backlog.hasNext()) {
      Batch batch = backlog.next();
      for (String item : batch.items()) {
        JsonNode receipt = new JsonMapper().readTree(item);
        ids.add(receipt.path("receiptId").asString());
        revenue += receipt.path("total").asLong();
        assertThat(receipt.path("items").size()).isEqualTo(Backlog.LINES);
        assertThat(receipt.path("occurredAt").asString()).startsWith("2026-03-01T");
      }
    }
    assertThat(ids).hasSize(250);
    assertThat(backlog.made()).isEqualTo(250);
    assertThat(backlog.revenue()).isEqualTo(revenue).isPositive();
    assertThat(backlog.day()).isEqualTo("2026-03-01T00:00:00Z");
  }
}
