package io.millrace.loadtest;

import io.millrace.loadtest.catalog.ProductLookup;
import io.millrace.loadtest.chat.ChatAi;
import io.millrace.loadtest.health.HealthChecks;
import io.millrace.loadtest.receipt.CreateReceipt;
import io.millrace.loadtest.run.Outcome;
import io.millrace.loadtest.sales.SalesDashboard;
import io.millrace.loadtest.webhook.WebhookFlood;
import java.util.List;
import java.util.stream.Stream;

/**
 * The targets that one scenario alone can judge: absolute figures. Those that compare with another
 * stack are judged by {@code load compare}, those of lost and doubled events by {@code load prove}.
 */
final class Targets {

  private static final double PERCENT = 0.01;

  private Targets() {}

  static List<Target> productLookup() {
    String name = ProductLookup.NAME;
    return List.of(
        Target.atMost(
            "seed check: product search > 1,000 req/s with p95 < 50 ms",
            run -> run.perSecond(name) > 1_000 && run.percentile(name, 95) < 50),
        Target.atMost("P5: product by barcode p95 < 3 ms", run -> run.percentile(name, 95) < 3));
  }

  static List<Target> createReceipt() {
    String name = CreateReceipt.NAME;
    return List.of(
        Target.atMost(
            "seed check: create receipt > 500 req/s with p95 < 100 ms",
            run -> run.perSecond(name) > 500 && run.percentile(name, 95) < 100),
        Target.at(
            500,
            name,
            "P3: receipts at 500/s p95 < 3 ms, p99 < 10 ms",
            run -> run.percentile(name, 95) < 3 && run.percentile(name, 99) < 10));
  }

  static List<Target> webhookFlood() {
    String name = WebhookFlood.NAME;
    return List.of(
        Target.at(
            WebhookFlood.SEED_RATE,
            name,
            "seed check: 10,000 webhooks a minute accepted, no error (load prove: none lost)",
            run -> run.errors() == 0),
        Target.at(
            1_000,
            name,
            "P2: webhooks at 1,000/s p99 <= 3 ms, p99.9 < 50 ms (p50 <= 0.6 ms: load compare)",
            run -> run.percentile(name, 99) <= 3 && run.percentile(name, 99.9) < 50));
  }

  static List<Target> salesDashboard() {
    return List.of(
        Target.always(
            "seed check: analytics < 300 ms (p99 of each)",
            run ->
                Stream.of(SalesDashboard.MONTH, SalesDashboard.DAY, SalesDashboard.TOP)
                    .allMatch(name -> run.percentile(name, 99) < 300)),
        Target.always(
            "P6: sales of a month, one store, warm p95 < 5 ms",
            run -> run.percentile(SalesDashboard.MONTH, 95) < 5));
  }

  static List<Target> health() {
    return List.of(
        Target.atMost(
            "seed check: /api/health >= 1,000 req/s",
            run -> run.perSecond(HealthChecks.NAME) >= 1_000));
  }

  static List<Target> chatAi() {
    return List.of(
        Target.always(
            "P11: AI admission p99 < 20 ms", run -> run.percentile(ChatAi.REQUEST, 99) < 20),
        limited("seed check: 30 messages a minute per user, then 429", ChatAi.MESSAGE, 30),
        limited("limits: 20 AI requests a minute per user, then 429", ChatAi.REQUEST, 20));
  }

  /**
   * A run can be judged when it asks for clearly more than a bucket that is full at first holds.
   */
  private static Target limited(String line, String name, int perMinute) {
    return new Target(
        line,
        "--rate 40 or more",
        run -> asked(run, name) > 1.2 * ChatAi.most(perMinute, run.settings().total()),
        run ->
            run.limited(name) > 0
                && run.accepted(name) <= ChatAi.most(perMinute, run.settings().total()));
  }

  private static double asked(Outcome run, String name) {
    return run.accepted(name) + run.limited(name);
  }

  /** Of every scenario. */
  static Target errors() {
    return Target.always("seed check: error rate < 0.1 %", Targets::fewErrors);
  }

  private static boolean fewErrors(Outcome run) {
    return run.errorRate() < 0.1 * PERCENT;
  }
}
