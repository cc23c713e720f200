package io.millrace.ingest.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.event.AiLane;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoomTest {

  @Test
  void excess_neverLetsInMoreThanTheBound_whateverComesAndGoes() {
    Random random = new Random(7);
    for (int most : new int[] {1, 2, 3, 7, 10, 99, 100, 1_000}) {
      Room room = new Room(most);
      int[] waiting = new int[3];
      for (int step = 0; step < 20_000; step++) {
        AiLane lane = AiLane.values()[random.nextInt(3)];
        if (random.nextInt(3) == 0) {
          waiting[lane.ordinal()] = Math.max(0, waiting[lane.ordinal()] - 1);
        } else if (room.excess(lane, waiting) == 0) {
          waiting[lane.ordinal()]++;
        }
        assertThat(Arrays.stream(waiting).sum()).isLessThanOrEqualTo(most);
      }
    }
  }

  @Test
  void excess_refusesLowFirstAndHighLast() {
    Room room = new Room(100);

    assertThat(fill(room, AiLane.LOW, new int[3])).as("10 and 40 % of 55").isEqualTo(32);
    assertThat(fill(room, AiLane.NORMAL, new int[3])).as("15 and 75 % of 55").isEqualTo(57);
    assertThat(fill(room, AiLane.HIGH, new int[3])).as("20 and 55").isEqualTo(75);
    int[] waiting = new int[3];
    fill(room, AiLane.HIGH, waiting);
    assertThat(fill(room, AiLane.LOW, waiting)).as("its own").isEqualTo(10);
    assertThat(fill(room, AiLane.NORMAL, waiting)).as("its own").isEqualTo(15);
  }

  @Test
  void excess_saysHowManyMustLeave() {
    Room room = new Room(100);

    assertThat(room.excess(AiLane.LOW, new int[] {75, 0, 10})).isEqualTo(55 - 22 + 1);
    assertThat(room.excess(AiLane.HIGH, new int[] {75, 15, 10})).isEqualTo(1);
    assertThat(room.excess(AiLane.HIGH, new int[] {19, 57, 32})).as("its own").isZero();
  }

  private static int fill(Room room, AiLane lane, int[] waiting) {
    int entered = 0;
    while (room.excess(lane, waiting) == 0) {
      waiting[lane.ordinal()]++;
      entered++;
    }
    return entered;
  }
}
