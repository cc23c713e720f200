package io.millrace.projection.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.freshness.Ends.First;
import io.millrace.projection.freshness.Ends.Place;
import io.millrace.projection.freshness.Snapshot.Row;
import io.millrace.projection.freshness.Snapshot.Version;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Standing;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandingsTest {

  private static final String RECEIPTS = Topics.SALES_RECEIPTS.name();
  private static final Version SALES = new Version("sales", 1);

  private final Standings standings = new Standings();
  private final Told told = new Told(standings);
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<Place, Long> empty = new HashMap<>();
  private final Map<Place, First> firsts = new HashMap<>();

  /** Only what it covers and reads matters here. */
  private record Covering(
      @Override String name, @Override List<TopicSpec> topics, @Override List<TopicSpec> inputs)
      implements Projection<Object> {

    @Override
    public Object row(ConsumerRecord<byte[], byte[]> entry) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Write> writes(List<Object> rows) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void follow() {
    standings.follow(
        List.of(
            new Covering(
                "sales", List.of(Topics.PROJECTION_SALES_BY_HOUR), List.of(Topics.SALES_RECEIPTS)),
            new Covering(
                "alerts",
                List.of(Topics.PROJECTION_STOCK_ALERTS),
                List.of(Topics.PROJECTION_STOCK_ALERTS))));
    ends.put(new TopicPartition(RECEIPTS, 0), 6L);
    ends.put(new TopicPartition(RECEIPTS, 1), 10L);
  }

  @Test
  void covered_isCompleteUntilKafkaWasAsked() {
    assertThat(of(mark(0, 5, 1), mark(1, 9, 3))).isEqualTo(new Standing(0, null, at(10)));
  }

  @Test
  void behind_isCompleteUntilTheNewestFactBefore_orTheFirstOneThatIsMissing() {
    Row[] marks = {mark(0, 5, 3), mark(1, 6, 1)};
    assertThat(of(marks)).isEqualTo(new Standing(3, at(1), at(1)));
    firsts.put(place(1, 7), new First(8, at(2)));
    assertThat(of(marks)).isEqualTo(new Standing(2, at(2), at(2)));
    assertThat(of(mark(1, 6, 1))).isEqualTo(new Standing(8, Instant.EPOCH, Instant.EPOCH));
  }

  @Test
  void marksOfTransactions_areNotMissing() {
    empty.put(place(0, 4), 5L);
    empty.put(place(0, 5), 6L);
    assertThat(of(mark(0, 3, 1), mark(1, 9, 3)).lag()).isZero();
    ends.put(new TopicPartition(RECEIPTS, 0), 8L);
    firsts.put(place(0, 6), new First(7, at(4)));
    assertThat(of(mark(0, 3, 1), mark(1, 9, 3))).isEqualTo(new Standing(1, at(4), at(4)));
  }

  @Test
  void version_isComparedWithItsOwnTopic() {
    String first = Topics.PROJECTION_STOCK_ALERTS.name();
    ends.put(new TopicPartition(first, 0), 100L);
    ends.put(new TopicPartition(Topics.PROJECTION_STOCK_ALERTS.version(2).name(), 0), 8L);
    List<Row> marks = List.of(new Row(new Position(first, 0, 4), at(1)));
    assertThat(standings.of(new Version("alerts", 1), marks, ends()).lag()).isEqualTo(95);
    assertThat(standings.of(new Version("alerts", 2), marks, ends()).lag()).isEqualTo(3);
  }

  @Test
  void told_aQuietPartitionHoldsNothingBack_oneThatIsBehindDoes() {
    know();
    assertThat(told(mark(0, 5, 1), mark(1, 9, 3))).isEqualTo(at(3));
    assertThat(told(mark(0, 5, 1), mark(1, 9, 20)))
        .as("a fact of another partition may be missing since Kafka was asked")
        .isEqualTo(at(10));
    ends.put(new TopicPartition(RECEIPTS, 0), 7L);
    know();
    assertThat(told(mark(0, 5, 1), mark(1, 9, 20))).as("it stays as true").isEqualTo(at(10));
    assertThat(new Told(standings).of(snapshot(mark(0, 5, 1), mark(1, 9, 20))).asOf())
        .as("of a server that was not asked before")
        .containsEntry("sales", at(1));
    assertThat(told(mark(0, 6, 12), mark(1, 9, 20))).isEqualTo(at(10));
  }

  @Test
  void told_untilKafkaWasAsked_aQuietPartitionMayBeBehind() {
    assertThat(told(mark(0, 5, 1), mark(1, 9, 3))).isEqualTo(at(1));
    assertThat(told.of(snapshot()).asOf()).isEmpty();
  }

  private Standing of(Row... marks) {
    return standings.of(SALES, List.of(marks), ends());
  }

  private Instant told(Row... marks) {
    return told.of(snapshot(marks)).asOf().get("sales");
  }

  private static Snapshot snapshot(Row... marks) {
    return marks.length == 0
        ? new Snapshot(Map.of(), Map.of(), Map.of(), true)
        : new Snapshot(Map.of(SALES, List.of(marks)), Map.of("sales", SALES), Map.of(), true);
  }

  private void know() {
    standings.know(ends());
  }

  private Ends ends() {
    return new Ends(at(10), ends, empty, firsts);
  }

  private static Row mark(int partition, long offset, long second) {
    return new Row(new Position(RECEIPTS, partition, offset), at(second));
  }

  private static Place place(int partition, long offset) {
    return new Place(new TopicPartition(RECEIPTS, partition), offset);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }
}
