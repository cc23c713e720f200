package io.millrace.projection.catalog;

import io.millrace.schemas.event.Keys;

/** What answers about products are remembered under. */
final class ProductKeys {

  private ProductKeys() {}

  static String ofId(String tenant, String productId) {
    return Keys.of("product", tenant, productId);
  }

  /** All of a tenant's products together: whatever one of them may change. */
  static String ofTenant(String tenant) {
    return Keys.of("products", tenant);
  }

  static String ofBarcode(String tenant, String barcode) {
    return Keys.of("barcode", tenant, barcode);
  }
}
