package io.millrace.loadtest.shop;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.millrace.loadtest.catalog.Catalog;
import io.millrace.loadtest.catalog.ProductLookup;
import io.millrace.loadtest.catalog.ProductSeed;
import io.millrace.loadtest.receipt.ReceiptGenerator;
import io.millrace.loadtest.run.LoadSimulation;
import io.millrace.loadtest.sales.SalesDashboard;
import java.time.Clock;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A day of a chain of 1,000 stores in the time of the run: receipts, the look-ups before them,
 * stock movements, shifts, and managers at the dashboard. The rate is that of receipts, on average.
 */
public final class ShopDay extends LoadSimulation {

  private static final int STORES = 1_000;
  private static final int TILLS = 6;
  private static final double MOVEMENTS = 0.3;
  private static final double DASHBOARDS = 0.05;
  private static final double SHIFTS = 0.02;
  private static final String[] REASONS = {"delivery", "writeoff", "transfer", "adjustment"};

  private final ReceiptGenerator receipts =
      new ReceiptGenerator(System.nanoTime(), STORES, Clock.systemUTC());
  private final AtomicLong shifts = new AtomicLong();
  private final String run = Long.toHexString(System.nanoTime());

  public ShopDay() {
    DayCurve customers = DayCurve.customers();
    double rate = settings().rate();
    run(
        day(
            "receipts",
            post("receipt", "/api/receipts", () -> receipts.next().json()),
            customers,
            rate),
        day("look-ups", ProductLookup.chain(read("")), customers, rate),
        day(
            "movements",
            post("stock-movement", "/api/stock/movements", ShopDay::movement),
            customers,
            rate * MOVEMENTS),
        day("dashboards", SalesDashboard.chain(read("")), customers, rate * DASHBOARDS),
        day("shifts", post("shift", "/api/shifts", this::shift), DayCurve.shifts(), rate * SHIFTS));
  }

  @Override
  protected void prepare() throws InterruptedException {
    ProductSeed.plant(settings());
  }

  private PopulationBuilder day(String name, ChainBuilder chain, DayCurve curve, double mean) {
    return scenario(name)
        .exec(chain)
        .injectOpen(curve.arrivals(mean, settings().warmUp(), settings().duration()));
  }

  private static ChainBuilder post(String name, String path, Supplier<String> body) {
    return counted(name, http(name).post(path).body(StringBody(session -> body.get())), 202);
  }

  private static String movement() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int reason = random.nextInt(REASONS.length);
    return String.format(
        Locale.ROOT,
        "{\"movementId\":\"%s\",\"storeId\":\"store-%d\",\"productId\":\"%s\",\"quantity\":%d,"
            + "\"reason\":\"%s\"}",
        UUID.randomUUID(),
        1 + random.nextInt(STORES),
        Catalog.any(new SplittableRandom(random.nextLong()), Catalog.SIZE).productId(),
        reason == 0 ? 1 + random.nextInt(200) : -1 - random.nextInt(5),
        REASONS[reason]);
  }

  /** Every other one closes what the one before it opened. */
  private String shift() {
    long number = shifts.getAndIncrement();
    long pair = number / 2;
    return String.format(
        Locale.ROOT,
        "{\"shiftId\":\"load-%s-%d\",\"storeId\":\"store-%d\",\"terminalId\":\"till-%d\","
            + "\"employeeId\":\"employee-%d\",\"type\":\"%s\",\"cash\":%d}",
        run,
        pair,
        1 + pair % STORES,
        1 + pair % TILLS,
        pair % (2 * STORES),
        number % 2 == 0 ? "opened" : "closed",
        10_000 + number % 7_919);
  }
}
