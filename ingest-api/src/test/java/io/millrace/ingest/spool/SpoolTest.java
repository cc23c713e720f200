package io.millrace.ingest.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** A spool while Kafka is away. */
class SpoolTest {

  private static final Direct AWAY =
      new Direct() {
        @Override
        public boolean ready() {
          return false;
        }

        @Override
        public void settle() {}
      };

  private final Envelope envelope = new Envelope("demo", Instant.now(), "trace");
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;

  @Test
  void offer_isTakenAgainOnceFileThatWasClosedOpensAnew() {
    try (Spool spool = spool()) {
      spool.start(AWAY);
      spool.offer(event("1"), answer("1"));
      await().untilAsserted(() -> assertThat(answers).containsExactly("1 stored"));
      closeFile(spool);
      spool.offer(event("2"), answer("2"));
      await().untilAsserted(() -> assertThat(answers).contains("2 kafka-unavailable"));

      await().until(() -> !spool.broken());
      assertThat(spool.events()).isEqualTo(1);
      assertThat(spool.offer(event("3"), answer("3"))).isTrue();
      await().untilAsserted(() -> assertThat(answers).contains("3 stored"));
    }
    try (SpoolFile file = SpoolFile.open(folder.resolve("events.spool"))) {
      assertThat(file.size()).isEqualTo(2);
    }
  }

  @Test
  void close_answersAllThatWasOffered() {
    try (Spool spool = spool()) {
      spool.start(AWAY);
      for (int i = 0; i < 500; i++) {
        spool.offer(event("" + i), answer("" + i));
      }
    }
    assertThat(answers).hasSize(500).allMatch(answer -> answer.endsWith(" stored"));
  }

  /** An interrupted thread closes the file it writes. */
  private static void closeFile(Spool spool) {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> spool.file().handing(0)).isInstanceOf(MVStoreException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private Spool spool() {
    return new Spool(
        new SpoolSettings(folder.toString(), DataSize.parse("1MB")), Map.of(), Map.of());
  }

  private Event event(String id) {
    return envelope.raw(EventKind.SHIFT, Topics.SALES_SHIFTS, "k", "/x", id, new byte[1]);
  }

  private Outcome answer(String id) {
    return new Outcome() {
      @Override
      public void stored() {
        answers.add(id + " stored");
      }

      @Override
      public void refused(Problem problem) {
        answers.add(id + " " + problem.code());
      }

      @Override
      public void direct() {
        answers.add(id + " direct");
      }
    };
  }
}
