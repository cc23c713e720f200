package io.millrace.schemas.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AiPricesTest {

  @Test
  void cost_isThePriceOfAMillionTokensInMillionths() {
    AiPrices prices = AiPrices.of("gpt-4o-mini=0.15:0.60, org/model=v2=3:15");

    assertThat(prices.costMicros("gpt-4o-mini", 1_000_000, 1_000_000)).isEqualTo(750_000);
    assertThat(prices.costMicros("gpt-4o-mini", 7, 0)).isEqualTo(1);
    assertThat(prices.costMicros("gpt-4o-mini", 3, 0)).isZero();
    assertThat(prices.costMicros("org/model=v2", 2, 1)).isEqualTo(21);
    assertThat(prices.costMicros("unheard-of", 1, 1)).isNull();
  }

  @Test
  void cost_ofAnyOtherModelIsTheStars() {
    AiPrices prices = AiPrices.of("small=1:1,*=2:4");

    assertThat(prices.costMicros("small", 1, 1)).isEqualTo(2);
    assertThat(prices.costMicros("large", 1, 1)).isEqualTo(6);
    assertThat(prices.costMicros("", 1, 0)).isEqualTo(2);
    assertThat(AiPrices.of("").byModel()).isEmpty();
  }

  @Test
  void cost_ofADatedModelIsThatOfTheLongestNameItContinues() {
    AiPrices prices = AiPrices.of("gpt-4o=1:1,gpt-4o-mini=2:2,*=9:9");

    assertThat(prices.costMicros("gpt-4o-mini-2024-07-18", 1, 0)).isEqualTo(2);
    assertThat(prices.costMicros("gpt-4o-2024-08-06", 1, 0)).isEqualTo(1);
    assertThat(prices.costMicros("gpt-4omni", 1, 0)).isEqualTo(9);
    assertThat(prices.costMicros("-gpt", 1, 0)).isEqualTo(9);
    assertThat(AiPrices.of("gpt-4o=1:1").costMicros("gpt-4.1", 1, 0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"small", "small=1", "=1:2", "small=1:2:3", "small=a:1", "small=-1:1", "a=1:1,"})
  void of_namesWhatItCannotRead(String text) {
    assertThatThrownBy(() -> AiPrices.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("ai.prices: ")
        .hasMessageContaining("(expected: ");
  }

  @Test
  void of_refusesAModelTwice() {
    assertThatThrownBy(() -> AiPrices.of("a=1:1,a=2:2"))
        .hasMessage("ai.prices: a (expected: each model once)");
  }
}
