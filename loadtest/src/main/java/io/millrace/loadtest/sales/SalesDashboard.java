package io.millrace.loadtest.sales;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.millrace.loadtest.run.LoadSimulation;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Managers who look at the dashboard of a store: sales of a month by day and of a day by hour, top
 * products of the month, the last receipts.
 */
public final class SalesDashboard extends LoadSimulation {

  public static final String MONTH = "sales-month";
  public static final String DAY = "sales-day";
  public static final String TOP = "top-products";

  private static final int STORES = 20;

  public SalesDashboard() {
    run(chain(read("")));
  }

  @Override
  protected void prepare() throws InterruptedException {
    SalesSeed.plant(settings(), Clock.systemUTC());
  }

  /** One look at one of twenty stores. */
  public static ChainBuilder chain(String readUrl) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String month = "&from=" + today.minusDays(SalesSeed.DAYS) + "&to=" + today.plusDays(1);
    String day = "&from=" + today.minusDays(1) + "&to=" + today;
    return exec(
        exec(SalesDashboard::choose),
        look(MONTH, readUrl + "/api/analytics/sales?storeId=#{store}&bucket=day" + month),
        look(DAY, readUrl + "/api/analytics/sales?storeId=#{store}&bucket=hour" + day),
        look(TOP, readUrl + "/api/analytics/top-products?storeId=#{store}" + month),
        look("last-receipts", readUrl + "/api/receipts?storeId=#{store}&limit=20"));
  }

  private static Session choose(Session session) {
    return session.set("store", "store-" + (1 + ThreadLocalRandom.current().nextInt(STORES)));
  }

  private static ChainBuilder look(String name, String url) {
    return counted(name, http(name).get(url), 200);
  }
}
