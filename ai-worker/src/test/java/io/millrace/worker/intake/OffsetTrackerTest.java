package io.millrace.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {

  private final OffsetTracker tracker = new OffsetTracker();

  @Test
  void advance_stopsBeforeTheOldestNotDone() {
    take(5, 6, 7);
    tracker.done(6);
    tracker.done(7);
    assertThat(advance()).isEmpty();
    tracker.done(5);
    assertThat(advance()).hasValue(8);
    assertThat(advance()).isEmpty();
    assertThat(tracker.idle()).isTrue();
  }

  @Test
  void advance_passesGaps() {
    take(5, 9);
    tracker.done(5);
    assertThat(advance()).hasValue(6);
    tracker.done(9);
    assertThat(advance()).hasValue(10);
  }

  @Test
  void advance_neverPassesWork_inAnyOrder() {
    Random random = new Random(7);
    List<Long> open = new ArrayList<>(LongStream.range(0, 200).boxed().toList());
    open.forEach(tracker::take);
    List<Long> order = new ArrayList<>(open);
    Collections.shuffle(order, random);
    for (long offset : order) {
      tracker.done(offset);
      open.remove(offset);
      OptionalLong committable = advance();
      if (committable.isPresent()) {
        assertThat(open).allMatch(left -> left >= committable.getAsLong());
      }
    }
    assertThat(tracker.idle()).isTrue();
  }

  @Test
  void take_refusesWhatIsInWork_whenThePartitionComesBack() {
    take(5, 6, 7);
    tracker.done(6);
    tracker.release(7);
    tracker.assigned();
    assertThat(tracker.take(5)).isFalse();
    assertThat(tracker.take(6)).isFalse();
    assertThat(tracker.take(7)).isTrue();
    tracker.done(5);
    assertThat(advance()).hasValue(7);
  }

  @Test
  void advance_waitsForTheFirstRecord_whenThePartitionComesBack() {
    take(5);
    tracker.assigned();
    tracker.done(5);
    assertThat(advance()).isEmpty();
    assertThat(tracker.take(5)).isFalse();
    assertThat(advance()).hasValue(6);
  }

  @Test
  void advance_neverGoesBack_whenAnotherWorkerWentOn() {
    take(5, 6);
    tracker.assigned();
    assertThat(tracker.take(40)).isTrue();
    tracker.done(5);
    tracker.done(6);
    assertThat(advance()).isEmpty();
    tracker.done(40);
    assertThat(advance()).hasValue(41);
  }

  @Test
  void advance_passesWhatIsNoRecord_whenAllIsDone() {
    take(5);
    assertThat(tracker.advance(() -> 7)).isEmpty();
    tracker.done(5);
    assertThat(tracker.advance(() -> 7)).hasValue(7);
    assertThat(tracker.advance(() -> 7)).isEmpty();
  }

  @Test
  void advanceWith_countsTheseAsDone_andChangesNothing() {
    take(5, 6, 7);
    tracker.done(6);
    assertThat(tracker.advanceWith(Set.of(7L))).isEmpty();
    assertThat(tracker.advanceWith(Set.of(5L))).hasValue(7);
    assertThat(advance()).isEmpty();
    tracker.done(5);
    assertThat(advance()).hasValue(7);
  }

  private OptionalLong advance() {
    return tracker.advance(() -> -1);
  }

  private void take(long... offsets) {
    tracker.assigned();
    for (long offset : offsets) {
      assertThat(tracker.take(offset)).isTrue();
    }
  }
}
