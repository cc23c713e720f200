package io.millrace.streams.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

  private static final long NOW = 1_790_000_000_000L;

  private final MockProcessorContext<String, String> context = new MockProcessorContext<>();
  private CommitPace pace;

  @BeforeEach
  void longAfterTheLastCommit() {
    commitAt(NOW - 7_200_000); // unless that is when the last test's was
    commitAt(NOW - 3_600_000);
    context.setCurrentSystemTimeMs(NOW);
    pace = new CommitPace(context);
  }

  private static void commitAt(long time) {
    MockProcessorContext<String, String> any = new MockProcessorContext<>();
    any.setCurrentSystemTimeMs(time);
    new CommitPace(any).processed(time);
  }

  @Test
  void recordThatHasJustCome_isCommittedAtOnce() {
    pace.processed(NOW - 20);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void nextRecords_waitForOneCommitTogether() {
    pace.processed(NOW);
    context.resetCommit();
    context.setCurrentSystemTimeMs(NOW + 49);
    pace.processed(NOW + 48);
    assertThat(context.committed()).isFalse();
    context.setCurrentSystemTimeMs(NOW + 50);
    pace.processed(NOW + 49);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void lastRecordOfSeveral_isCommittedThoughNoOtherComes() {
    pace.processed(NOW);
    context.setCurrentSystemTimeMs(NOW + 10);
    pace.processed(NOW + 10);
    context.resetCommit();
    tick(NOW + 60);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void nothingNew_isNotCommittedAgain() {
    pace.processed(NOW);
    context.resetCommit();
    tick(NOW + 60);
    assertThat(context.committed()).isFalse();
  }

  @Test
  void taskThatHasNothingToCommit_isNotCalled() {
    pace.processed(NOW);
    assertThat(context.scheduledPunctuators()).isEmpty();
    context.setCurrentSystemTimeMs(NOW + 10);
    pace.processed(NOW + 10);
    tick(NOW + 60);
    assertThat(context.scheduledPunctuators()).hasSize(1).allMatch(CapturedPunctuator::cancelled);
  }

  @Test
  void recordThatAnotherTasksCommitTookAlong_isNotCommittedAgain() {
    pace.processed(NOW);
    context.setCurrentSystemTimeMs(NOW + 10);
    pace.processed(NOW + 10);
    context.resetCommit();
    MockProcessorContext<String, String> other = new MockProcessorContext<>();
    other.setCurrentSystemTimeMs(NOW + 55);
    new CommitPace(other).processed(NOW + 55);
    assertThat(other.committed()).isTrue();
    tick(NOW + 60);
    assertThat(context.committed()).isFalse();
  }

  @Test
  void backlog_isLeftToKafkasInterval() {
    pace.processed(NOW - 1_001);
    tick(NOW + 60);
    assertThat(context.committed()).isFalse();
  }

  @Test
  void anotherTaskOfTheThread_doesNotAskAgain() {
    pace.processed(NOW);
    context.resetCommit();
    MockProcessorContext<String, String> other = new MockProcessorContext<>();
    other.setCurrentSystemTimeMs(NOW + 10);
    new CommitPace(other).processed(NOW);
    assertThat(other.committed()).isFalse();
  }

  private void tick(long now) {
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().stream()
        .filter(each -> !each.cancelled())
        .forEach(each -> each.getPunctuator().punctuate(now));
  }
}
