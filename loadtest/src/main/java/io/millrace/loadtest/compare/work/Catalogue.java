package io.millrace.loadtest.compare.work;

import io.millrace.loadtest.compare.generator.Requests;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The 10,000 products that the Node stack is seeded with, and look-ups of their barcodes. */
public final class Catalogue {

  public static final int PRODUCTS = 10_000;

  private Catalogue() {}

  /** The barcode of product 1 to {@link #PRODUCTS}. */
  public static String barcode(int number) {
    return String.format(Locale.ROOT, "46070462%05d", number);
  }

  /** Writes each product once. */
  public static Requests writes(int port, String apiKey) {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + apiKey);
    return new Requests(
        port,
        numbers()
            .mapToObj(
                n -> Requests.prepare("PUT", port, "/api/products/p-" + n, headers, product(n)))
            .toList());
  }

  /** One look-up of each barcode. */
  public static Requests lookUps(int port, String apiKey) {
    Map<String, String> headers = Map.of("Authorization", "Bearer " + apiKey);
    return new Requests(
        port,
        numbers()
            .mapToObj(
                n ->
                    Requests.prepare(
                        "GET", port, "/api/products/search?barcode=" + barcode(n), headers, ""))
            .toList());
  }

  /** {@code /api/health}, and nothing else. */
  public static Requests health(int port) {
    return new Requests(port, List.of(Requests.prepare("GET", port, "/api/health", Map.of(), "")));
  }

  private static IntStream numbers() {
    return IntStream.rangeClosed(1, PRODUCTS);
  }

  private static String product(int number) {
    return String.format(
        Locale.ROOT,
        "{\"name\":\"Товар %d\",\"barcode\":\"%s\",\"sku\":\"SKU-%d\",\"description\":\"%s\","
            + "\"price\":%d}",
        number,
        barcode(number),
        number,
        ("Описание товара " + number + ". ").repeat(6),
        1_000 + number % 500 * 100);
  }
}
