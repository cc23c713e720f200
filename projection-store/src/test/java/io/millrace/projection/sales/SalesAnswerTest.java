package io.millrace.projection.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.http.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesAnswerTest {

  @ParameterizedTest
  @CsvSource({"501, 2, 251", "500, 3, 167", "499, 3, 166", "-5, 2, -3", "7, 0, 0", "0, 5, 0"})
  void average_roundsHalfUp(long revenue, long receipts, long average) {
    assertThat(SalesAnswer.Entry.average(revenue, receipts)).isEqualTo(average);
  }

  @Test
  void currency_isTheChosenOne_elseTheOnlyOne_elseTheStores() {
    assertThat(Currencies.choose("USD", "EUR", List.of("GBP", "EUR"))).isEqualTo("USD");
    assertThat(Currencies.choose(null, "EUR", List.of("GBP", "GBP"))).isEqualTo("GBP");
    assertThat(Currencies.choose(null, "EUR", List.of())).isEqualTo("EUR");
    assertThat(Currencies.choose(null, null, List.of(""))).isNull();
    assertThatThrownBy(() -> Currencies.choose(null, "EUR", List.of("", "EUR")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("EUR");
  }
}
