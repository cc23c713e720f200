package io.millrace.projection.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.freshness.Snapshot.Version;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTest {

  private static final Instant T1 = Instant.ofEpochSecond(1);
  private static final Instant T2 = Instant.ofEpochSecond(2);
  private static final Instant T3 = Instant.ofEpochSecond(3);
  private static final ProjectionInputs A = ProjectionInputs.of("a", Topics.SALES_RECEIPTS);
  private static final ProjectionInputs B = ProjectionInputs.of("b", Topics.STOCK_MOVEMENTS);

  private final Snapshot snapshot =
      new Snapshot(
          Map.of(
              new Version("a", 2),
              List.of(
                  new Snapshot.Row(Position.parse("sales.receipts.v1-0@5"), T1),
                  new Snapshot.Row(Position.parse("sales.receipts.v1-1@9"), T3)),
              new Version("a", 13),
              List.of(new Snapshot.Row(Position.parse("sales.receipts.v1-0@6"), T2)),
              new Version("b", 1),
              List.of(new Snapshot.Row(Position.parse("stock.movements.v1-0@2"), T2))),
          Map.of("a", new Version("a", 2), "b", new Version("b", 1)),
          Map.of(),
          true);

  @Test
  void parse_readsEveryRow() {
    assertThat(
            Snapshot.parse(
                "a 2 t sales.receipts.v1 0 5 1000000 b 1 t stock.movements.v1 0 2 2000000"
                    + " a 13 f sales.receipts.v1 0 6 2000000 a 2 t sales.receipts.v1 1 9 3000000 ",
                true))
        .isEqualTo(snapshot);
  }

  @Test
  void parse_keepsMicrosecondsAndTimesBefore1970() {
    assertThat(
            Snapshot.parse("a 1 t t 0 5 -1 b 1 t t 0 5 4102444799999999 ", false)
                .rows()
                .values()
                .stream()
                .map(rows -> rows.get(0).ingestedAt().toString()))
        .containsExactlyInAnyOrder("1969-12-31T23:59:59.999999Z", "2099-12-31T23:59:59.999999Z");
  }

  @Test
  void freshAsOf_isThatOfTheProjectionFurthestBehind() {
    Snapshot told = snapshot.with(Map.of("a", T3, "b", T2));
    assertThat(told.freshAsOf(List.of(A))).isEqualTo(T3);
    assertThat(told.freshAsOf(List.of(A, B))).isEqualTo(T2);
    assertThat(told.freshAsOf(List.of(A, ProjectionInputs.of("c")))).isEqualTo(Instant.EPOCH);
    assertThat(Snapshot.parse("", true).freshAsOf(List.of(A))).isEqualTo(Instant.EPOCH);
  }

  @Test
  void covers_eachPositionInTheProjectionsThatReadItsTopic() {
    Position here = Position.parse("sales.receipts.v1-0@5");
    Position later = Position.parse("sales.receipts.v1-0@6");
    Position elsewhere = Position.parse("sales.receipts.v1-2@0");
    assertThat(snapshot.covers(List.of(A, B), List.of(here))).isTrue();
    assertThat(snapshot.covers(List.of(A), List.of(here, later))).isFalse();
    assertThat(snapshot.covers(List.of(A), List.of(elsewhere))).isFalse();
  }
}
