package io.millrace.loadtest.prove.sender;

import static java.time.temporal.ChronoUnit.MICROS;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/** Deliveries, about as much as is sold; some write-offs and stocktakes. */
final class Movements implements RequestMaker {

  private static final int MOST_DELIVERED = 100;
  private static final int MOST_WRITTEN_OFF = 5;
  private static final int MOST_COUNTED = 40;
  private static final double WRITE_OFFS = 0.1;
  private static final double STOCKTAKES = 0.2;

  private final Ingest ingest;
  private final Instant from;

  Movements(Ingest ingest, Instant from) {
    this.ingest = ingest;
    this.from = from;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = key + "-v" + sequence;
    double kind = random.nextDouble();
    String reason = "delivery";
    int quantity = 1 + random.nextInt(MOST_DELIVERED);
    if (kind < WRITE_OFFS) {
      reason = "writeoff";
      quantity = -1 - random.nextInt(MOST_WRITTEN_OFF);
    } else if (kind < STOCKTAKES) {
      reason = "stocktake";
      quantity = random.nextInt(MOST_COUNTED);
    }
    String body =
        """
        {"movementId":"%s","storeId":"%s","productId":"%s","quantity":%d,"reason":"%s",\
        "occurredAt":"%s"}\
        """
            .formatted(
                id,
                key,
                Receipts.product(random.nextInt(Receipts.PRODUCTS)),
                quantity,
                reason,
                // receipts have the even microseconds
                from.plusSeconds(random.nextInt(Receipts.HOURS * 3_600))
                    .plus(2 * sequence + 1, MICROS));
    return new Request(
        new Sent(Kind.MOVEMENT, key, id, sequence, 1_000L * quantity),
        ingest.postWithKey("/api/stock/movements", body.getBytes(StandardCharsets.UTF_8)).build());
  }
}
