package io.millrace.projection.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.kafka.SharedAdmin.Held;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CoverageTest {

  private static final TopicPartition FACTS = new TopicPartition("facts", 1);

  @Test
  void complete_isWhatCoversAllThatReadersSee() {
    assertThat(coverage(9, 8, 0, 20).complete()).isFalse();
    assertThat(coverage(9, 8, 0, 20).behind()).isEqualTo(1);
    assertThat(coverage(9, 8, 0, 20).firstBehind()).isEqualTo("facts-1: 8 of 9");
    assertThat(coverage(9, 9, 0, 20).complete()).isTrue();
    assertThat(coverage(9, 12, 0, 20).complete()).isTrue();
    assertThat(new Coverage(Map.of(FACTS, 9L), Map.of(), Map.of()).complete()).isFalse();
    assertThat(new Coverage(Map.of(), Map.of(), Map.of()).ahead()).isTrue();
  }

  @Test
  void ahead_hasTheNextFactToo_unlessThereIsNone() {
    assertThat(coverage(9, 9, 0, 20).ahead()).isFalse();
    assertThat(coverage(9, 10, 0, 20).ahead()).isTrue();
    assertThat(coverage(9, 9, 0, 10).ahead()).isTrue();
  }

  @Test
  void complete_asksNothingOfWhatKafkaNoLongerHas() {
    assertThat(coverage(9, 3, 10, 10).complete()).isTrue();
    assertThat(coverage(9, 3, 10, 10).ahead()).isTrue();
    assertThat(coverage(9, 3, 9, 10).complete()).isFalse();
  }

  private static Coverage coverage(long shown, long next, long begin, long end) {
    return new Coverage(
        Map.of(FACTS, shown), Map.of(FACTS, next), Map.of(FACTS, new Held(begin, end)));
  }
}
