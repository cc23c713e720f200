package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chat messages of some users to some of the others. */
final class Messages implements RequestMaker {

  private static final int USERS = 12;
  private static final int MOST_RECIPIENTS = 3;

  private final Ingest ingest;

  Messages(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public Request make(String key, long sequence, Random random) {
    String id = id(key, sequence);
    String body =
        """
        {"messageId":"%s","text":"%s","recipients":[%s]}\
        """
            .formatted(
                id,
                Sequences.text("message", sequence),
                random
                    .ints(random.nextInt(MOST_RECIPIENTS + 1), 0, USERS)
                    .distinct()
                    .mapToObj(number -> '"' + user(number) + '"')
                    .collect(Collectors.joining(",")));
    return new Request(
        new Sent(Kind.CHAT, key, id, sequence, 0),
        ingest
            .postWithKey("/api/chat/" + key + "/messages", body.getBytes(StandardCharsets.UTF_8))
            .header("X-User-Id", anyUser(random))
            .build());
  }

  static String id(String conversation, long sequence) {
    return conversation + "-m" + sequence;
  }

  static String anyUser(Random random) {
    return user(random.nextInt(USERS));
  }

  private static String user(int number) {
    return "user-" + number;
  }

  /** Everybody who may take part. */
  static List<String> users() {
    return IntStream.range(0, USERS).mapToObj(Messages::user).toList();
  }
}
