package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private final TallyProjection projection = new TallyProjection("t");

  @Test
  void park_stopsAtTheFirstFailure() {
    List<? extends Entry<?>> letters = IntStream.range(0, 20).mapToObj(this::unreadable).toList();
    try (DeadLetters unreachable = new DeadLetters(new KafkaSettings("localhost:1"))) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> unreachable.park("test", letters))
          .isInstanceOf(KafkaException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }
    assertThat(letters).allMatch(Entry::toPark);
  }

  private Entry<?> unreadable(int offset) {
    return Entry.read(
        projection,
        new ConsumerRecord<>(TallyProjection.TOPIC.name(), 0, offset, new byte[0], new byte[] {1}));
  }
}
