package io.millrace.loadtest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogTest {

  @Test
  void products_haveBarcodesOfTheirOwn() {
    assertThat(IntStream.range(0, Catalog.SIZE).mapToObj(i -> Catalog.product(i).barcode()))
        .doesNotHaveDuplicates()
        .allMatch(CatalogTest::isEan13);
  }

  @Test
  void any_isOneOfThem_andTheSameForTheSameRandom() {
    SplittableRandom random = new SplittableRandom(1);
    SplittableRandom same = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      Product product = Catalog.any(random, Catalog.SIZE);
      assertThat(product).isEqualTo(Catalog.any(same, Catalog.SIZE));
      assertThat(Integer.parseInt(product.productId().substring(2))).isBetween(0, Catalog.SIZE - 1);
    }
  }

  private static boolean isEan13(String barcode) {
    int sum = 0;
    for (int i = 0; i < barcode.length(); i++) {
      sum += (barcode.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return barcode.length() == 13 && sum % 10 == 0;
  }
}
