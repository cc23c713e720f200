package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Chat messages of many users. */
final class Messages implements RequestMaker {

  private static final int USERS = 200;

  private final Ingest ingest;

  Messages(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = key + "-m" + sequence;
    String body =
        """
        {"messageId":"%s","text":"%s"}"""
            .formatted(id, Sequences.text("message", sequence));
    return new Request(
        new Sent(Kind.CHAT, key, id, sequence, 0),
        ingest
            .postWithKey("/api/chat/" + key + "/messages", body.getBytes(StandardCharsets.UTF_8))
            .header("X-User-Id", "user-" + random.nextInt(USERS))
            .build());
  }
}
