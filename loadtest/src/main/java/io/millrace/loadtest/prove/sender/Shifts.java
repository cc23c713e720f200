package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/** Shifts that open and close, one after the other. */
final class Shifts implements RequestMaker {

  private static final int MOST_CASH = 50_000;

  private final Ingest ingest;
  private final Instant from;

  Shifts(Ingest ingest, Instant from) {
    this.ingest = ingest;
    this.from = from;
  }

  static String id(String store, long number) {
    return store + "-s" + number;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    boolean opens = sequence % 2 == 1;
    String shift = id(key, (sequence + 1) / 2);
    int cash = random.nextInt(MOST_CASH);
    String type = opens ? "opened" : "closed";
    String body =
        """
        {"shiftId":"%s","storeId":"%s","terminalId":"till-1","type":"%s","occurredAt":"%s",\
        "cash":%d}\
        """
            .formatted(
                shift, key, type, from.plusSeconds(random.nextInt(Receipts.HOURS * 3_600)), cash);
    return new Request(
        new Sent(Kind.SHIFT, key, shift + "/" + type, sequence, cash),
        ingest.postWithKey("/api/shifts", body.getBytes(StandardCharsets.UTF_8)).build());
  }
}
