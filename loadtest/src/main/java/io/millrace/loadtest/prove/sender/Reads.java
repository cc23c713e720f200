package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Users who have read a conversation up to some message, now and then one that is still to come.
 */
final class Reads implements RequestMaker {

  private static final int MESSAGES_A_READ = 4;

  private final Ingest ingest;

  Reads(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = key + "-d" + sequence;
    long message = 1 + random.nextLong(MESSAGES_A_READ * sequence);
    String body =
        """
        {"upToMessageId":"%s"}\
        """
            .formatted(Messages.id(key, message));
    return new Request(
        new Sent(Kind.READ, key, id, sequence, 0),
        ingest
            .postWithKey("/api/chat/" + key + "/read", body.getBytes(StandardCharsets.UTF_8))
            .header("Idempotency-Key", id)
            .header("X-User-Id", Messages.anyUser(random))
            .build());
  }
}
