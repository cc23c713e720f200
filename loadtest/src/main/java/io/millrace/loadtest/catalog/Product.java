package io.millrace.loadtest.catalog;

import java.util.Locale;

/**
 * What a shop sells.
 *
 * @param barcode an EAN-13
 * @param price in the currency's minor unit, of a piece or of 1,000 thousandths
 * @param weighed whether it is sold in thousandths
 */
public record Product(String productId, String name, String barcode, long price, boolean weighed) {

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\":\"%s\",\"barcode\":\"%s\",\"price\":%d,\"unit\":\"%s\"}",
        name,
        barcode,
        price,
        weighed ? "kg" : "piece");
  }
}
