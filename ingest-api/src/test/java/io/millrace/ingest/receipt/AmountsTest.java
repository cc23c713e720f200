package io.millrace.ingest.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.sales.v1.ReceiptLine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "1000, 255, 0, 255",
    "6500, 255, 8, 1650",
    "500, 1, 0, 1",
    "499, 1, 0, 0",
    "1, 500, 0, 1",
    "1, 499, 0, 0",
    "333, 1000, 0, 333",
    "1000, 5, 6, -1"
  })
  void line_roundsHalfUp(long quantityMilli, long price, long discount, long expected) {
    assertThat(Amounts.line(quantityMilli, price, discount)).isEqualTo(expected);
  }

  @Test
  void line_doesNotOverflow() {
    assertThat(Amounts.line(1_000_000_000_000L, 1_000_000_000_000L, 0)).isNull();
    assertThat(Amounts.line(Long.MAX_VALUE, 1, 0)).isNull();
  }

  @Test
  void total_doesNotOverflow() {
    ReceiptLine huge = ReceiptLine.newBuilder().setAmount(Long.MAX_VALUE).build();

    assertThat(Amounts.total(List.of(huge, huge), 0)).isNull();
    assertThat(Amounts.total(List.of(huge), 1)).isEqualTo(Long.MAX_VALUE - 1);
  }
}
