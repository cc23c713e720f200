package io.millrace.loadtest.month;

import io.millrace.loadtest.bulk.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * How a month arrives: more or less as it happened, one fact in ten days late or out of nowhere,
 * and one in twenty once more.
 */
final class Deliveries {

  private static final int BATCH = 100;
  private static final long DISORDER_SECONDS = Duration.ofHours(1).toSeconds();
  private static final long MONTH_SECONDS = Duration.ofDays(MonthGenerator.DAYS).toSeconds();
  private static final int ONE_LATE_IN = 10;
  private static final int ONE_TWICE_IN = 20;

  private record Sending(long second, String path, Supplier<String> json) {}

  private final SplittableRandom random;
  private final List<Sending> sendings = new ArrayList<>();

  private Deliveries(long seed) {
    this.random = new SplittableRandom(seed);
  }

  static Iterator<Batch> of(List<ShopMonth> months, long seed) {
    Deliveries deliveries = new Deliveries(seed);
    for (ShopMonth month : months) {
      month.receipts().forEach(one -> deliveries.add("/api/receipts", one.at(), one::json));
      month.movements().forEach(one -> deliveries.add("/api/stock/movements", one.at(), one::json));
    }
    return deliveries.batches();
  }

  private void add(String path, Instant at, Supplier<String> json) {
    sendings.add(new Sending(arrival(at), path, json));
    if (random.nextInt(ONE_TWICE_IN) == 0) {
      sendings.add(new Sending(arrival(at), path, json));
    }
  }

  private long arrival(Instant at) {
    return random.nextInt(ONE_LATE_IN) == 0
        ? MonthGenerator.FROM.toEpochDay() * 86_400 + random.nextLong(MONTH_SECONDS)
        : at.getEpochSecond() + random.nextLong(DISORDER_SECONDS);
  }

  private Iterator<Batch> batches() {
    sendings.sort(Comparator.comparingLong(Sending::second));
    List<List<Sending>> batches = new ArrayList<>();
    for (String path : List.of("/api/receipts", "/api/stock/movements")) {
      List<Sending> own = sendings.stream().filter(one -> one.path.equals(path)).toList();
      for (int from = 0; from < own.size(); from += BATCH) {
        batches.add(own.subList(from, Math.min(from + BATCH, own.size())));
      }
    }
    batches.sort(Comparator.comparingLong(batch -> batch.get(0).second));
    return batches.stream()
        .map(
            batch ->
                new Batch(batch.get(0).path, batch.stream().map(one -> one.json.get()).toList()))
        .iterator();
  }
}
