package io.millrace.devstack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoShopTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  @Test
  void nextReceipt_isTheSameForTheSameSeed() {
    assertThat(receipts(7)).isEqualTo(receipts(7)).isNotEqualTo(receipts(8));
  }

  @Test
  void nextReceipt_totalsItsLinesAndItsPayments() {
    assertThat(receipts(7))
        .allSatisfy(
            receipt -> {
              long lines = receipt.items().stream().mapToLong(Receipt.Line::amount).sum();
              long paid = receipt.payments().stream().mapToLong(Receipt.Payment::amount).sum();
              assertThat(receipt.total()).isEqualTo(lines).isEqualTo(paid).isPositive();
              assertThat(receipt.items())
                  .isNotEmpty()
                  .allMatch(line -> line.quantity().signum() > 0);
            });
  }

  @Test
  void nextReceipt_hasAnIdOfItsOwnAndNowAndThenRefunds() {
    List<Receipt> receipts = receipts(7);
    assertThat(receipts).extracting(Receipt::receiptId).doesNotHaveDuplicates();
    assertThat(receipts).filteredOn(Receipt::refund).hasSizeBetween(10, 120);
    assertThat(receipts).anyMatch(receipt -> receipt.items().get(0).quantity().scale() == 3);
  }

  @Test
  void openingStock_bringsEveryProductToEveryStore() {
    DemoShop shop = new DemoShop(7);
    List<Movement> opening = shop.openingStock(NOW);
    assertThat(opening).hasSize(shop.stores().size() * shop.products().size());
    assertThat(Stream.concat(opening.stream(), Stream.of(shop.nextDelivery(NOW))))
        .extracting(Movement::movementId)
        .doesNotHaveDuplicates();
  }

  @Test
  void products_haveBarcodesWithACheckDigit() {
    assertThat(new DemoShop(7).products())
        .allSatisfy(product -> assertThat(product.barcode()).matches("\\d{13}"))
        .allMatch(product -> checksum(product.barcode()) % 10 == 0);
  }

  private static int checksum(String barcode) {
    int sum = 0;
    for (int i = 0; i < barcode.length(); i++) {
      sum += (barcode.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return sum;
  }

  private static List<Receipt> receipts(long seed) {
    DemoShop shop = new DemoShop(seed);
    return Stream.generate(() -> shop.nextReceipt(NOW)).limit(1_000).toList();
  }
}
