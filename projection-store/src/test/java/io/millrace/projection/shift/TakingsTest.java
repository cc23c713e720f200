package io.millrace.projection.shift;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.shift.Takings.Paid;
import io.millrace.schemas.projection.v1.ShiftTakings;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakingsTest {

  private final Takings unnamed =
      Takings.of(
          ShiftTakings.newBuilder()
              .setReceipts(2)
              .setRefunds(1)
              .setRevenue(500)
              .putByMethod("cash", 300)
              .putByMethod("card", 200)
              .build());
  private final Takings euros =
      Takings.of(
          ShiftTakings.newBuilder()
              .setCurrency("EUR")
              .setReceipts(1)
              .setRevenue(-50)
              .putByMethod("cash", -50)
              .build());

  @Test
  void in_addsWhatIsInTheStoresCurrencyByName() {
    assertThat(Takings.in("EUR", List.of(unnamed, euros)))
        .containsExactly(
            new Takings("EUR", 3, 1, 450, List.of(new Paid("card", 200), new Paid("cash", 250))));
  }

  @Test
  void in_keepsOtherCurrenciesApart() {
    assertThat(Takings.in("GBP", List.of(unnamed, euros)))
        .extracting(Takings::currency, Takings::revenue)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("GBP", 500L),
            org.assertj.core.groups.Tuple.tuple("EUR", -50L));
  }

  @Test
  void in_ofAStoreWithoutCurrency_namesNone() {
    assertThat(Takings.in(null, List.of(unnamed)))
        .singleElement()
        .satisfies(takings -> assertThat(takings.currency()).isNull());
  }
}
