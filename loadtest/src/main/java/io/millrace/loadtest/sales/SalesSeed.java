package io.millrace.loadtest.sales;

import io.millrace.loadtest.receipt.ReceiptGenerator;
import io.millrace.loadtest.run.LoadSettings;
import io.millrace.loadtest.seed.ApiClient;
import io.millrace.loadtest.seed.ApiClient.Write;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Twenty stores' receipts of the thirty days before today. */
final class SalesSeed {

  static final int DAYS = 30;

  private static final int RECEIPTS_A_DAY = 400;
  private static final long SEED = 0x5A1E_0000_0000L;
  private static final Duration OPENING = Duration.ofHours(8);
  private static final Duration OPEN = Duration.ofHours(12);

  private SalesSeed() {}

  /** Writes the days that are not there yet; returns once sales of all of them can be read. */
  static void plant(LoadSettings settings, Clock clock) throws InterruptedException {
    ApiClient client = new ApiClient(settings);
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    Stream.Builder<Write> missing = Stream.builder();
    for (int back = 1; back <= DAYS; back++) {
      LocalDate day = today.minusDays(back);
      if (!client.exists("/api/receipts/" + lastId(day))) {
        missing.add(new Write("POST", "/api/receipts", receipts(day)));
      }
    }
    client.write(missing.build().toList(), Set.of(202));
    client.awaitVisible("/api/analytics/sales?bucket=day&from=" + today.minusDays(DAYS));
    client.awaitVisible("/api/analytics/sales?bucket=hour&from=" + today.minusDays(1));
    client.awaitVisible("/api/analytics/top-products?from=" + today.minusDays(DAYS));
    client.awaitVisible("/api/receipts");
  }

  /** The same receipts for the same day, whenever they are made. */
  static String receipts(LocalDate day) {
    ReceiptGenerator receipts = generator(day);
    Duration apart = OPEN.dividedBy(RECEIPTS_A_DAY);
    return IntStream.range(0, RECEIPTS_A_DAY)
        .mapToObj(
            i ->
                receipts
                    .next()
                    .at(
                        day.atStartOfDay()
                            .toInstant(ZoneOffset.UTC)
                            .plus(OPENING)
                            .plus(apart.multipliedBy(i)))
                    .json())
        .collect(Collectors.joining(",", "[", "]"));
  }

  static String lastId(LocalDate day) {
    ReceiptGenerator receipts = generator(day);
    return Stream.generate(receipts::next)
        .skip(RECEIPTS_A_DAY - 1)
        .findFirst()
        .orElseThrow()
        .receiptId();
  }

  private static ReceiptGenerator generator(LocalDate day) {
    return new ReceiptGenerator(
        SEED + day.toEpochDay(),
        Clock.fixed(day.atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC));
  }
}
