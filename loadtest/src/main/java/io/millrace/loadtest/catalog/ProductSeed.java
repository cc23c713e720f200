package io.millrace.loadtest.catalog;

import io.millrace.loadtest.run.LoadSettings;
import io.millrace.loadtest.seed.ApiClient;
import io.millrace.loadtest.seed.ApiClient.Write;
import java.util.Set;
import java.util.stream.IntStream;

/** The {@link Catalog} on the platform. */
public final class ProductSeed {

  private static final String PRODUCTS = "/api/products/";
  private static final int SAMPLES = 20;

  private ProductSeed() {}

  /** Writes the products unless they are there; returns once they can be read. */
  public static void plant(LoadSettings settings) throws InterruptedException {
    ApiClient client = new ApiClient(settings);
    if (isThere(client)) {
      return;
    }
    client.write(
        IntStream.range(0, Catalog.SIZE)
            .mapToObj(Catalog::product)
            .map(product -> new Write("PUT", PRODUCTS + product.productId(), product.json()))
            .toList(),
        Set.of(202));
    client.awaitVisible(PRODUCTS + Catalog.product(0).productId());
  }

  private static boolean isThere(ApiClient client) throws InterruptedException {
    for (int sample = 1; sample <= SAMPLES; sample++) {
      if (!client.exists(
          PRODUCTS + Catalog.product(sample * Catalog.SIZE / SAMPLES - 1).productId())) {
        return false;
      }
    }
    return true;
  }
}
