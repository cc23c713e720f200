package io.millrace.loadtest.sales;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SalesSeedTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 1);

  @Test
  void receipts_areTheSame_wheneverTheyAreMade() {
    assertThat(SalesSeed.receipts(DAY)).isEqualTo(SalesSeed.receipts(DAY));
    assertThat(SalesSeed.receipts(DAY)).isNotEqualTo(SalesSeed.receipts(DAY.plusDays(1)));
  }

  @Test
  void receipts_areOfThatDay_andTheLastIsKnownById() throws Exception {
    JsonNode receipts = new ObjectMapper().readTree(SalesSeed.receipts(DAY));
    for (JsonNode receipt : receipts) {
      Instant time = Instant.parse(receipt.get("occurredAt").asText());
      assertThat(time.atZone(ZoneOffset.UTC).toLocalDate()).isEqualTo(DAY);
    }
    assertThat(receipts.get(receipts.size() - 1).get("receiptId").asText())
        .isEqualTo(SalesSeed.lastId(DAY));
  }
}
