package io.millrace.loadtest.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DayCurveTest {

  @Test
  void weights_areOneOnAverage() {
    Stream.of(DayCurve.customers(), DayCurve.shifts())
        .forEach(
            curve ->
                assertThat(IntStream.range(0, 24).mapToDouble(curve::weight).average())
                    .hasValueCloseTo(1.0, Offset.offset(1e-9)));
  }

  @Test
  void customers_comeByDay() {
    DayCurve customers = DayCurve.customers();
    assertThat(customers.weight(3)).isLessThan(0.1);
    assertThat(customers.weight(18)).isGreaterThan(2);
  }
}
