package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** AI requests of all priorities; the key is the user who asks. */
final class Questions implements RequestMaker {

  private static final List<String> PRIORITIES = List.of("high", "normal", "low");

  private final Ingest ingest;

  Questions(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = key + "-q" + sequence;
    String body =
        """
        {"requestId":"%s","priority":"%s","messages":[{"role":"user","content":"%s"}]}"""
            .formatted(
                id,
                PRIORITIES.get(random.nextInt(PRIORITIES.size())),
                Sequences.text(id, sequence));
    return new Request(
        new Sent(Kind.AI, key, id, sequence, 0),
        ingest
            .postWithKey("/api/ai/requests", body.getBytes(StandardCharsets.UTF_8))
            .header("X-User-Id", key)
            .build());
  }
}
