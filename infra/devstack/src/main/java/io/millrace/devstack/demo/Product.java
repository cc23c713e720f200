package io.millrace.devstack.demo;

/**
 * What a shop sells, with the fields of {@code PUT /api/products/{productId}} beside its id.
 *
 * @param price in minor units, for one piece or one kilogram
 * @param unit {@code piece} or {@code kg}
 */
public record Product(
    String id,
    String name,
    String barcode,
    String categoryId,
    long price,
    String unit,
    long lowStockThreshold) {

  boolean weighed() {
    return unit.equals("kg");
  }
}
