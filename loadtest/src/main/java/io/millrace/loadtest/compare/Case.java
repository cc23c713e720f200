package io.millrace.loadtest.compare;

import static io.millrace.loadtest.compare.Contender.EXPRESS;
import static io.millrace.loadtest.compare.Contender.FASTIFY;
import static io.millrace.loadtest.compare.Contender.LIMIT;
import static io.millrace.loadtest.compare.Contender.MILLRACE;
import static io.millrace.loadtest.compare.Target.Percentile.P50;
import static io.millrace.loadtest.compare.Target.Percentile.P95;
import static io.millrace.loadtest.compare.Target.Percentile.P99;
import static io.millrace.loadtest.compare.Target.Percentile.P999;

import io.millrace.loadtest.compare.Target.Below;
import io.millrace.loadtest.compare.Target.Rate;
import io.millrace.loadtest.compare.Target.Times;
import io.millrace.loadtest.compare.generator.Load;
import io.millrace.loadtest.compare.millrace.Visibility;
import io.millrace.loadtest.compare.work.Receipts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/**
 * The work that is compared, in the order in which it is done: what leaves a backlog behind comes
 * last.
 */
enum Case {
  HEALTH(
      "GET /api/health",
      Load.closed(64),
      Extent.WHOLE,
      List.of(MILLRACE, EXPRESS, FASTIFY),
      new Rate("seed", 1_000)),
  PRODUCT(
      "product by barcode, 10,000 products at random",
      Load.closed(64),
      Extent.WHOLE,
      List.of(MILLRACE, EXPRESS, FASTIFY),
      new Times("P5", FASTIFY, 1.2),
      new Below("P5", Sample.ANSWER, P95, 3)),
  RECEIPT_500(
      "receipt of 3 lines",
      Load.open(500),
      Extent.WHOLE,
      List.of(MILLRACE, EXPRESS, FASTIFY),
      new Below("P3", Sample.ANSWER, P95, 3),
      new Below("P3", Sample.ANSWER, P99, 10)),
  READ_BACK(
      "receipt of 3 lines, from its 202 until the read API answers with it",
      Load.open(500),
      Extent.WHOLE,
      List.of(MILLRACE),
      new Below("P7", Visibility.SALES, P50, 150),
      new Below("P7", Visibility.SALES, P95, 300),
      new Below("P7", Visibility.SALES, P99, 1_000)),
  WEBHOOK_1000(
      "webhook of 1 KiB, signed (github)",
      Load.open(1_000),
      Extent.WHOLE,
      List.of(MILLRACE, EXPRESS, FASTIFY, LIMIT),
      new Below("P2", Sample.ANSWER, P50, 0.6),
      new Below("P2", Sample.ANSWER, P99, 3),
      new Below("P2", Sample.ANSWER, P999, 50)),
  WEBHOOK_PROCESSED(
      "webhook of 1 KiB, signed (github), accepted and processed",
      Load.closed(64),
      Extent.PROCESSED,
      List.of(MILLRACE, EXPRESS, FASTIFY),
      new Times("P1b", EXPRESS, 3)),
  RECEIPT_VISIBLE(
      "receipt of 3 lines, until visible in Postgres",
      Load.closed(64),
      Extent.PROCESSED,
      List.of(MILLRACE, EXPRESS, FASTIFY),
      new Times("P3", EXPRESS, 5)),
  RECEIPT(
      "receipt of 3 lines, accepted",
      Load.closed(64),
      Extent.FRONT,
      List.of(MILLRACE, EXPRESS, FASTIFY),
      new Times("P3", EXPRESS, 9)),
  RECEIPT_BATCH(
      "batches of 100 receipts of 3 lines, accepted; rates are receipts",
      Load.closed(16),
      Extent.FRONT,
      List.of(MILLRACE),
      new Rate("P4", 40_000)),
  WEBHOOK_64(
      "webhook of 1 KiB, signed (github), accepted",
      Load.closed(64),
      Extent.FRONT,
      List.of(MILLRACE, EXPRESS, FASTIFY, LIMIT),
      webhookTargets()),
  WEBHOOK_256(
      "webhook of 1 KiB, signed (github), accepted",
      Load.closed(256),
      Extent.FRONT,
      List.of(MILLRACE, EXPRESS, FASTIFY, LIMIT),
      webhookTargets());

  private final String title;
  private final Load load;
  private final Extent extent;
  private final List<Contender> contenders;
  private final List<Target> targets;

  Case(String title, Load load, Extent extent, List<Contender> contenders, Target... targets) {
    this.title = title;
    this.load = load;
    this.extent = extent;
    this.contenders = contenders;
    this.targets = List.of(targets);
  }

  private static Target[] webhookTargets() {
    return new Target[] {
      new Times("P1", EXPRESS, 5), new Times("P1", FASTIFY, 1.7), new Times("P1", LIMIT, 0.85)
    };
  }

  /** How many of what is counted one request carries. */
  int perRequest() {
    return this == RECEIPT_BATCH ? Receipts.BATCH : 1;
  }

  String title() {
    return title;
  }

  Load load() {
    return load;
  }

  Extent extent() {
    return extent;
  }

  List<Contender> contenders() {
    return contenders;
  }

  List<Target> targets() {
    return targets;
  }

  static Case of(String name) {
    return Arrays.stream(values())
        .filter(one -> one.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(name + " (expected: " + names() + ")"));
  }

  static String names() {
    return Arrays.stream(values()).map(Case::toString).collect(Collectors.joining(", "));
  }

  /** As users type it: {@code webhook-64}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
