package io.millrace.loadtest.month;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.bulk.Batch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DeliveriesTest {

  private final List<ShopMonth> months = new MonthGenerator(3, 100).generate(6);
  private final List<JsonNode> receipts = new ArrayList<>();
  private final List<JsonNode> movements = new ArrayList<>();

  DeliveriesTest() {
    Deliveries.of(months, 3)
        .forEachRemaining(
            batch -> batch.items().forEach(item -> of(batch).add(new JsonMapper().readTree(item))));
  }

  private List<JsonNode> of(Batch batch) {
    return batch.path().equals("/api/receipts") ? receipts : movements;
  }

  @Test
  void of_deliversEverythingSomeOfItTwiceAndOutOfOrder() {
    Set<String> ids = new HashSet<>();
    receipts.forEach(receipt -> ids.add(receipt.path("receiptId").asString()));
    assertThat(ids).hasSize(600);
    assertThat(receipts).hasSizeBetween(610, 660);
    assertThat(movements).hasSizeBetween(78, 90);
    long late = 0;
    Instant newest = Instant.EPOCH;
    for (JsonNode receipt : receipts) {
      Instant at = Instant.parse(receipt.path("occurredAt").asString());
      late += at.isBefore(newest.minusSeconds(86_400)) ? 1 : 0;
      newest = at.isAfter(newest) ? at : newest;
    }
    assertThat(late).isPositive();
  }

  @Test
  void generate_isTheSameForTheSameSeedAndHasNoTwoTimesAlike() {
    assertThat(new MonthGenerator(3, 100).generate(6)).isEqualTo(months);
    assertThat(new MonthGenerator(4, 100).generate(6)).isNotEqualTo(months);
    for (ShopMonth month : months) {
      Set<Instant> times = new HashSet<>();
      month.receipts().forEach(receipt -> times.add(receipt.at()));
      month.movements().forEach(movement -> times.add(movement.at()));
      assertThat(times).hasSize(113);
    }
  }

  @Test
  void json_sumsToItsTotal() {
    for (JsonNode receipt : receipts) {
      long total = -receipt.path("discount").asLong();
      for (JsonNode line : receipt.path("items")) {
        double gross = line.path("quantity").asDouble() * line.path("price").asLong();
        total += Math.floor(gross + 0.5 + 1e-9) - line.path("discount").asLong();
      }
      assertThat(receipt.path("total").asLong()).isEqualTo(total);
      long paid = 0;
      for (JsonNode payment : receipt.path("payments")) {
        paid += payment.path("amount").asLong();
      }
      assertThat(receipt.path("payments").size() == 0 || paid == total).isTrue();
    }
  }
}
