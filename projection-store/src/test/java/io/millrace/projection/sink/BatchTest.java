package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.sales.v1.Shift;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final TopicPartition P0 = new TopicPartition("topic", 0);
  private static final TopicPartition P1 = new TopicPartition("topic", 1);
  private static final TallyProjection PROJECTION = new TallyProjection("tenant");

  @Test
  void halves_comeToTheSameEnds() {
    Batch<Shift> batch = batch(3, 5, Map.of(P0, 4L, P1, 9L));

    List<Batch<Shift>> halves = batch.halves();

    assertThat(halves.get(0).size() + halves.get(1).size()).isEqualTo(8);
    assertThat(halves.get(0).ends()).containsExactlyInAnyOrderEntriesOf(Map.of(P0, 4L, P1, 1L));
    assertThat(halves.get(1).ends()).containsExactlyInAnyOrderEntriesOf(Map.of(P1, 9L));
  }

  @Test
  void without_dropsThePartition() {
    Batch<Shift> batch = batch(3, 5, Map.of(P0, 3L, P1, 5L)).without(Set.of(P1));

    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.ends()).containsOnlyKeys(P0);
  }

  @Test
  void covered_isTheNewestOfEachPartitionDeadLettersIncluded() {
    Batch<Shift> batch = batch(3, 5, Map.of(P0, 3L, P1, 5L));

    assertThat(batch.unparked()).hasSize(8);
    assertThat(batch.rows()).isEmpty();
    assertThat(batch.covered())
        .extracting(Covered::partition, Covered::offset)
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple(0, 2L),
            org.assertj.core.api.Assertions.tuple(1, 4L));
  }

  private static Batch<Shift> batch(int inP0, int inP1, Map<TopicPartition, Long> ends) {
    return new Batch<>(Stream.concat(entries(P0, inP0), entries(P1, inP1)).toList(), ends);
  }

  private static Stream<Entry<Shift>> entries(TopicPartition partition, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            offset ->
                Entry.read(
                    PROJECTION,
                    new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, null, null)));
  }
}
