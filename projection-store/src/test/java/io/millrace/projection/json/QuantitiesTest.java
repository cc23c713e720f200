package io.millrace.projection.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({"6000,6", "1500,1.5", "0,0", "-2000,-2", "1,0.001", "60000000,60000", "-1250,-1.25"})
  void ofMilli_writesPlainNumbers(long milli, String text) {
    assertThat(Quantities.ofMilli(milli).toString()).isEqualTo(text);
  }
}
