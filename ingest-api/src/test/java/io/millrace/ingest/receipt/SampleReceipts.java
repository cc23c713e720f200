package io.millrace.ingest.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of sales of three lines, all different; the same number gives the same body. */
final class SampleReceipts {

  private static final String[] NAMES = {
    "WHITE HANGING HEART T-LIGHT HOLDER",
    "RETROSPOT LUNCH BAG",
    "ALARM CLOCK BAKELIKE",
    "JAM MAKING SET WITH JARS",
    "BLUE \\u00e9tag\\u00e8re",
    "Чай зелёный листовой"
  };

  private SampleReceipts() {}

  static byte[] body(int number) {
    return json(number).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] array(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(SampleReceipts::json)
        .collect(Collectors.joining(",", "[", "]"))
        .getBytes(StandardCharsets.UTF_8);
  }

  static String id(int number) {
    return "r-" + number;
  }

  private static String json(int number) {
    Random random = new Random(number);
    StringBuilder items = new StringBuilder();
    long total = 0;
    for (int i = 0; i < 3; i++) {
      int product = random.nextInt(4_000);
      long price = 29 + random.nextInt(2_000);
      int units = 1 + random.nextInt(12);
      boolean weighed = product % 25 == 0;
      total += weighed ? (units * 250 * price + 500) / 1_000 : units * price;
      items
          .append(i == 0 ? "" : ",")
          .append("{\"productId\":\"p-")
          .append(product)
          .append("\",\"name\":\"")
          .append(NAMES[product % NAMES.length])
          .append("\",\"barcode\":\"50")
          .append(10_000_000_000L + product)
          .append("\",\"quantity\":")
          .append(weighed ? Double.toString(units * 0.25) : Integer.toString(units))
          .append(",\"price\":")
          .append(price)
          .append('}');
    }
    return String.format(
        Locale.ROOT,
        "{\"receiptId\":\"%s\",\"storeId\":\"store-%d\",\"terminalId\":\"till-%d\","
            + "\"type\":\"sale\",\"occurredAt\":\"2026-11-%02dT%02d:%02d:%02dZ\","
            + "\"currency\":\"GBP\",\"items\":[%s],\"total\":%d,"
            + "\"payments\":[{\"method\":\"card\",\"amount\":%d}]}",
        id(number),
        random.nextInt(1_000),
        random.nextInt(6),
        1 + random.nextInt(19),
        random.nextInt(24),
        random.nextInt(60),
        random.nextInt(60),
        items,
        total,
        total);
  }
}
