package io.millrace.loadtest;

import io.gatling.javaapi.core.Simulation;
import io.millrace.loadtest.catalog.ListProducts;
import io.millrace.loadtest.catalog.ProductLookup;
import io.millrace.loadtest.chat.ChatAi;
import io.millrace.loadtest.health.HealthChecks;
import io.millrace.loadtest.receipt.CreateReceipt;
import io.millrace.loadtest.sales.SalesDashboard;
import io.millrace.loadtest.shop.ShopDay;
import io.millrace.loadtest.webhook.WebhookFlood;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** The scenarios, by the name users type. */
enum Scenario {
  CREATE_RECEIPT(
      CreateReceipt.class,
      Rate.MAX,
      "tills write receipts of three lines",
      Targets.createReceipt()),
  PRODUCT_LOOKUP(
      ProductLookup.class,
      Rate.MAX,
      "tills look up 10,000 products by barcode",
      Targets.productLookup()),
  LIST_PRODUCTS(
      ListProducts.class, Rate.MAX, "back offices list products, two pages of 50", List.of()),
  WEBHOOK_FLOOD(
      WebhookFlood.class,
      Integer.toString(WebhookFlood.SEED_RATE),
      "senders deliver signed webhooks of 1 KiB, 10,000 a minute",
      Targets.webhookFlood()),
  SALES_DASHBOARD(
      SalesDashboard.class,
      "20",
      "managers look at the sales of a store and a month",
      Targets.salesDashboard()),
  HEALTH(HealthChecks.class, Rate.MAX, "monitors ask for /api/health", Targets.health()),
  CHAT_AI(
      ChatAi.class,
      "40",
      "ten users write chat messages and ask the AI, past their limits",
      Targets.chatAi()),
  SHOP_DAY(
      ShopDay.class,
      "100",
      "a day of 1,000 stores: receipts, look-ups, stock, shifts, dashboards",
      List.of());

  private static final class Rate {
    static final String MAX = "max";
  }

  private final Class<? extends Simulation> simulation;
  private final String rate;
  private final String description;
  private final List<Target> targets;

  Scenario(
      Class<? extends Simulation> simulation,
      String rate,
      String description,
      List<Target> targets) {
    this.simulation = simulation;
    this.rate = rate;
    this.description = description;
    this.targets = targets;
  }

  Class<? extends Simulation> simulation() {
    return simulation;
  }

  /** The rate unless the user says another. */
  String rate() {
    return rate;
  }

  /** Whether users that wait for their answers make sense in it: they know no time of day. */
  boolean takesMax() {
    return this != SHOP_DAY;
  }

  /** A line for people. */
  String description() {
    return description + (rate.equals(Rate.MAX) ? "" : " (--rate " + rate + ")");
  }

  List<Target> targets() {
    List<Target> all = new ArrayList<>(targets);
    all.add(Targets.errors());
    return List.copyOf(all);
  }

  static Scenario of(String name) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(name + " (expected: " + names() + ")"));
  }

  static String names() {
    return Arrays.stream(values()).map(Scenario::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
