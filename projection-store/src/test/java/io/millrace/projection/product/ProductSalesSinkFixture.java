package io.millrace.projection.product;

import io.millrace.projection.sink.Projection;

/** Opens what is package-private to the tests of other packages. */
public final class ProductSalesSinkFixture {

  private ProductSalesSinkFixture() {}

  public static Projection<?> productSales() {
    return new ProductSalesSink();
  }
}
