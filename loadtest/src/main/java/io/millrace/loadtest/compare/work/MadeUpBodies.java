package io.millrace.loadtest.compare.work;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** JSON of about 1 KiB that compresses as little as real deliveries do. */
final class MadeUpBodies {

  private static final int SEED = 7;
  private static final int NOISE = 384;
  private static final String[] TYPES = {
    "payment.failed", "payment.succeeded", "customer.updated", "order.created", "refund.issued"
  };
  private static final String[] NAMES = {
    "Apples", "Sugar 1kg", "Чай зелёный", "Coffee beans", "Хлеб белый", "Milk 3.2%"
  };

  private MadeUpBodies() {}

  static List<String> of(int count) {
    Random random = new Random(SEED);
    return IntStream.range(0, count).mapToObj(i -> body(random)).toList();
  }

  private static String body(Random random) {
    byte[] noise = new byte[NOISE];
    random.nextBytes(noise);
    String items =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "{\"productId\":\"%016x\",\"name\":\"%s\",\"quantity\":%d,\"price\":%d}",
                        random.nextLong(),
                        NAMES[random.nextInt(NAMES.length)],
                        1 + random.nextInt(9),
                        1_000 + random.nextInt(90_000)))
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "{\"event\":\"%s\",\"id\":\"evt_%016x\",\"customer\":{\"id\":\"%016x\",\"phone\":\"+%d\"},"
            + "\"items\":[%s],\"currency\":\"EUR\",\"token\":\"%s\"}",
        TYPES[random.nextInt(TYPES.length)],
        random.nextLong(),
        random.nextLong(),
        99_800_000_000L + random.nextInt(100_000_000),
        items,
        Base64.getEncoder().encodeToString(noise));
  }
}
