package io.millrace.loadtest.prove.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.platform.Balancer;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Sent;
import io.millrace.loadtest.prove.sender.Attempt.Outcome;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

  private final Journal journal = new Journal();

  @Test
  void run_repeatsARequestUntilItIsAcknowledged() throws Exception {
    try (FakeIngest ingest = new FakeIngest(503, FakeIngest.HANG_UP, 429, 202)) {
      Lane lane = lane(ingest.url());
      run(lane, 2, Duration.ofSeconds(30));
      assertThat(ingest.received().subList(0, 5))
          .containsExactly("talk-m1", "talk-m1", "talk-m1", "talk-m1", "talk-m2");
      assertThat(journal.acknowledged()).extracting(Sent::sequence).containsExactly(1L, 2L);
      assertThat(journal.attempts().subList(0, 4))
          .extracting(Attempt::outcome)
          .containsExactly(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED, Outcome.ACKNOWLEDGED);
      assertThat(journal.attempts().get(3).number()).isEqualTo(4);
      assertThat(lane.acknowledgedSince(0).orElseThrow().position().offset()).isEqualTo(5);
      assertThat(lane.acknowledgedSince(journal.now())).isEmpty();
    }
  }

  @Test
  void run_sendsSomeOnceMoreAndCountsThemOnce() throws Exception {
    try (FakeIngest ingest = new FakeIngest()) {
      run(lane(ingest.url()), 300, Duration.ofSeconds(30));
      assertThat(journal.acknowledged()).hasSize(300).doesNotHaveDuplicates();
      assertThat(ingest.received()).hasSizeBetween(302, 330);
      assertThat(List.copyOf(new LinkedHashSet<>(ingest.received())))
          .isEqualTo(journal.acknowledged().stream().map(Sent::id).toList());
    }
  }

  @Test
  void run_givesUpWhenTimeIsUp() throws Exception {
    try (FakeIngest ingest = new FakeIngest(503, 503, 503, 503, 503, 503, 503, 503, 503)) {
      run(lane(ingest.url()), 1, Duration.ofMillis(1));
      assertThat(journal.acknowledged()).isEmpty();
    }
  }

  @Test
  void run_doesNotRepeatWhatIsRefused() throws Exception {
    try (FakeIngest ingest = new FakeIngest(422)) {
      run(lane(ingest.url()), 1, Duration.ofSeconds(30));
      assertThat(ingest.received()).containsExactly("talk-m1");
      assertThat(journal.refused()).hasSize(1).first().asString().startsWith("talk-m1: 422");
      assertThat(journal.unanswered()).hasSize(1);
    }
  }

  private Lane lane(String url) {
    Messages messages = new Messages(new Ingest(url, "key"));
    return new Lane(
        Kind.CHAT, "talk", messages, new Sender(journal, new Balancer(List.of(url))), journal, 1);
  }

  private void run(Lane lane, int arrivals, Duration limit) throws InterruptedException {
    for (int arrival = 0; arrival < arrivals; arrival++) {
      lane.arrive();
    }
    lane.close(journal.now() + limit.toNanos());
    lane.run();
  }
}
