package io.millrace.loadtest.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReceiptGeneratorTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

  private final List<GeneratedReceipt> receipts =
      Stream.generate(new ReceiptGenerator(1, CLOCK)::next).limit(2_000).toList();

  @Test
  void next_makesTotalsThatAddUp() throws Exception {
    for (GeneratedReceipt receipt : receipts) {
      JsonNode json = new ObjectMapper().readTree(receipt.json());
      long sum = 0;
      for (JsonNode item : json.get("items")) {
        BigDecimal amount =
            new BigDecimal(item.get("quantity").asText())
                .multiply(BigDecimal.valueOf(item.get("price").asLong()))
                .setScale(0, RoundingMode.HALF_UP);
        sum += amount.longValueExact() - item.get("discount").asLong();
        assertThat(item.get("discount").asLong()).isBetween(0L, amount.longValueExact());
      }
      assertThat(json.get("total").asLong())
          .isEqualTo(sum - json.get("discount").asLong())
          .isEqualTo(json.get("payments").get(0).get("amount").asLong())
          .isPositive();
      assertThat(json.get("items")).hasSize(3);
    }
  }

  @Test
  void next_variesAsRealReceiptsDo() {
    assertThat(receipts.stream().map(GeneratedReceipt::receiptId).distinct()).hasSize(2_000);
    assertThat(receipts.stream().map(GeneratedReceipt::storeId).distinct()).hasSize(20);
    assertThat(lines().map(GeneratedReceipt.Line::productId).distinct().count())
        .isGreaterThan(1_000);
    assertThat(lines()).anyMatch(line -> line.quantity() % 1_000 != 0);
    assertThat(lines()).anyMatch(line -> line.discount() > 0);
    assertThat(receipts).anyMatch(receipt -> receipt.discount() > 0);
  }

  @Test
  void next_givesTheSameReceipts_forTheSameSeed() {
    ReceiptGenerator again = new ReceiptGenerator(1, CLOCK);
    assertThat(receipts).allSatisfy(receipt -> assertThat(again.next()).isEqualTo(receipt));
    assertThat(new ReceiptGenerator(2, CLOCK).next()).isNotEqualTo(receipts.get(0));
  }

  private Stream<GeneratedReceipt.Line> lines() {
    return receipts.stream().flatMap(receipt -> receipt.lines().stream());
  }
}
