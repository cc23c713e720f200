package io.millrace.devstack.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.devstack.e2e.Invoice.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A shop of the same kind as the real one, for a checkout without the real data. */
final class GeneratedWorkload {

  private static final Instant OPENING = Instant.parse("2010-12-01T08:00:00Z");
  private static final String[] EVENTS = {"push", "issues", "pull_request", "release", "star"};

  private GeneratedWorkload() {}

  static Workload generate(long seed) {
    Random random = new Random(seed);
    List<Invoice> invoices = new ArrayList<>();
    List<Movement> movements = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Instant at = OPENING.plus(Duration.ofMinutes(random.nextInt(34 * 60)));
      boolean refund = random.nextInt(10) == 0;
      List<Line> lines = new ArrayList<>();
      int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 25);
      for (int j = 0; j < count; j++) {
        int product = random.nextInt(1_500);
        lines.add(
            new Line(
                "P" + product,
                product % 50 == 0 ? "" : "PRODUCT " + product,
                1 + random.nextInt(48),
                random.nextInt(1_500)));
      }
      invoices.add(new Invoice((refund ? "C" : "") + (536_365 + i), refund, at, lines));
    }
    for (int i = 0; i < 20; i++) {
      movements.add(
          new Movement(
              "writeoff-" + i,
              "P" + random.nextInt(1_500),
              -1 - random.nextInt(30),
              "writeoff",
              OPENING.plus(Duration.ofMinutes(random.nextInt(600)))));
    }
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 165; i++) {
      String type = EVENTS[random.nextInt(EVENTS.length)];
      String body =
          """
          {"action":"created","number":%d,"repository":{"full_name":"octo/%s"}}"""
              .formatted(i, type);
      deliveries.add(new Delivery("delivery-" + i, type, body.getBytes(UTF_8)));
    }
    return new Workload("300 generated invoices, 165 webhooks", invoices, movements, deliveries);
  }
}
