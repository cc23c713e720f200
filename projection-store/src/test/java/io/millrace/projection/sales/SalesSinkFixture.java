package io.millrace.projection.sales;

import io.millrace.projection.sink.Projection;
import io.millrace.schemas.projection.v1.SalesBucket;

/** Opens what is package-private to the tests of other packages. */
public final class SalesSinkFixture {

  private SalesSinkFixture() {}

  public static Projection<SalesBucket> byDay() {
    return new SalesByDaySink();
  }
}
