package io.millrace.loadtest.compare.work;

import io.millrace.loadtest.compare.generator.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * Receipts of three lines, of 20 stores and 4,000 products. Ids are UUIDs and quantities whole,
 * which is what both systems take.
 */
public final class Receipts {

  private static final int SEED = 11;
  private static final int COUNT = 2_000;
  private static final int STORES = 20;
  private static final int PRODUCTS = 4_000;
  private static final int LINES = 3;

  /** Receipts in one array. */
  public static final int BATCH = 100;

  /** One receipt; {@code json} holds {@link Requests#ID} in its id. */
  public record Template(String storeId, String json) {}

  private final List<Template> templates = new ArrayList<>();

  /** The same receipts each time, sold at {@code time}. */
  public Receipts(Instant time) {
    Random random = new Random(SEED);
    for (int i = 0; i < COUNT; i++) {
      templates.add(template(random, time));
    }
  }

  public List<Template> templates() {
    return List.copyOf(templates);
  }

  /** All of them, with an API key. */
  public Requests requests(int port, String apiKey) {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + apiKey);
    return new Requests(
        port,
        templates.stream()
            .map(one -> Requests.prepare("POST", port, "/api/receipts", headers, one.json()))
            .toList());
  }

  /** Arrays of them. */
  public Requests batches(int port, String apiKey) {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + apiKey);
    List<byte[]> batches = new ArrayList<>();
    for (int from = 0; from + BATCH <= templates.size(); from += BATCH) {
      StringJoiner array = new StringJoiner(",", "[", "]");
      for (int i = 0; i < BATCH; i++) {
        array.add(templates.get(from + i).json().replace(Requests.ID, Requests.ID + "-" + i));
      }
      batches.add(Requests.prepare("POST", port, "/api/receipts", headers, array.toString()));
    }
    return new Requests(port, batches);
  }

  private static Template template(Random random, Instant time) {
    StringBuilder items = new StringBuilder();
    long total = 0;
    for (int line = 0; line < LINES; line++) {
      int product = (int) (PRODUCTS * Math.pow(random.nextDouble(), 3));
      int quantity = 1 + random.nextInt(9);
      long price = 29 + product * 7_919L % 1_966;
      long discount = random.nextInt(15) == 0 ? price * quantity / 10 : 0;
      total += price * quantity - discount;
      items
          .append(line == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"productId\":\"%s\",\"name\":\"Product %d\",\"quantity\":%d,\"price\":%d,"
                      + "\"discount\":%d}",
                  new UUID(1, product),
                  product,
                  quantity,
                  price,
                  discount));
    }
    String store = new UUID(2, random.nextInt(STORES)).toString();
    return new Template(
        store,
        String.format(
            Locale.ROOT,
            "{\"receiptId\":\"%s\",\"storeId\":\"%s\",\"type\":\"sale\",\"occurredAt\":\"%s\","
                + "\"currency\":\"EUR\",\"items\":[%s],\"total\":%d,"
                + "\"payments\":[{\"method\":\"card\",\"amount\":%d}]}",
            Requests.ID,
            store,
            time,
            items,
            total,
            total));
  }
}
