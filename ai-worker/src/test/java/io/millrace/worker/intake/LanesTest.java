package io.millrace.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.answer.Task;
import io.millrace.worker.lease.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LanesTest {

  private static final long START = 1_000_000;
  private static final int SLOTS = 10;
  private static final int BOUND = 100;
  private static final int CALL = 3_000;
  private static final long AGEING = Lanes.AGEING.toMillis();

  private final Lanes lanes = new Lanes();
  private long offset;

  @Test
  void poll_takesTheHigherLaneFirst() {
    IntStream.range(0, 60).forEach(i -> add(Topics.AI_REQUESTS_LOW, "t" + i % 3, "low", START));
    IntStream.range(0, 20)
        .forEach(i -> add(Topics.AI_REQUESTS_HIGH, "t" + i % 3, "high", START + 5_000));

    List<String> order = drain();
    assertThat(order.subList(0, 20)).containsOnly("high");
    assertThat(order.subList(20, 80)).containsOnly("low");
  }

  @Test
  void poll_takesTheOlderFirst_whenItWaitedLongEnough() {
    add(Topics.AI_REQUESTS_LOW, "t", "old low", START);
    add(Topics.AI_REQUESTS_NORMAL, "u", "old normal", START + 14_000);
    add(Topics.AI_REQUESTS_HIGH, "v", "new high", START + 30_001);

    assertThat(drain()).containsExactly("old normal", "old low", "new high");
  }

  @Test
  void poll_takesTurnsBetweenTenants() {
    IntStream.range(0, 20).forEach(i -> add(Topics.AI_REQUESTS_NORMAL, "many", "many", START));
    add(Topics.AI_REQUESTS_NORMAL, "few", "few", START + 1_000);

    assertThat(drain().indexOf("few")).isBetween(1, 5);
  }

  @Test
  void poll_doesNotChargeARetryTwice() {
    IntStream.range(0, 20).forEach(i -> add(Topics.AI_REQUESTS_NORMAL, "many", "first", START));
    ConsumerRecord<byte[], byte[]> retry =
        record(Topics.AI_REQUESTS_RETRY, request("many", "retry", START));
    EventHeaders.add(retry.headers(), EventHeaders.ATTEMPT, "1");
    lanes.add(lanes.order(Task.of(retry), START + 9_000));

    assertThat(drain().indexOf("retry")).isLessThan(2);
  }

  @Test
  void poll_leavesWhatIsNotOpen() {
    add(Topics.AI_REQUESTS_HIGH, "t", "closed", START);
    add(Topics.AI_REQUESTS_LOW, "t", "open", START);

    assertThat(
            lanes
                .poll(task -> task.lane() == Lane.LOW, held -> true)
                .task()
                .request()
                .getRequestId())
        .isEqualTo("open");
    assertThat(lanes.poll(task -> task.lane() == Lane.LOW, held -> true)).isNull();
    assertThat(lanes.isEmpty()).isFalse();
  }

  @Test
  void order_trustsNobodysClock() {
    AiRequest future = request("t", "from the future", START + 86_400_000);
    lanes.add(lanes.order(Task.of(record(Topics.AI_REQUESTS_HIGH, future)), START));
    add(Topics.AI_REQUESTS_HIGH, "u", "later", START + 1);

    assertThat(poll(lanes).task().request().getRequestId()).isEqualTo("from the future");
  }

  /** Twice what the slots can do, for ten minutes, admitted as the front door does. */
  @Test
  void low_neverStarves_underTwiceTheLoad() {
    for (int seed = 0; seed < 20; seed++) {
      Map<Lane, Long> longest = simulate(new Random(seed));
      long throughput = (long) BOUND * CALL / SLOTS;
      assertThat(longest.get(Lane.LOW))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(2 * Lanes.AGEING.toMillis() + throughput);
      assertThat(longest.get(Lane.HIGH)).isLessThan(longest.get(Lane.LOW));
    }
  }

  private static Map<Lane, Long> simulate(Random random) {
    Lanes lanes = new Lanes();
    PriorityQueue<Long> busyUntil = new PriorityQueue<>();
    Map<Lane, Long> longest = new EnumMap<>(Lane.class);
    Map<Lane, Integer> waiting = new HashMap<>();
    long offset = 0;
    for (long now = START; now < START + 600_000; now += 50) {
      // 6.7 a second against 3.3.
      if (random.nextInt(3) == 0) {
        Lane lane = Lane.values()[random.nextInt(3)];
        int all = waiting.values().stream().mapToInt(Integer::intValue).sum();
        double share = lane == Lane.HIGH ? 1 : lane == Lane.NORMAL ? 0.75 : 0.4;
        if (all < BOUND * share || waiting.getOrDefault(lane, 0) < 10) {
          String tenant = "t" + random.nextInt(20);
          lanes.add(
              lanes.order(Task.of(record(topic(lane), offset++, request(tenant, "r", now))), now));
          waiting.merge(lane, 1, Integer::sum);
        }
      }
      while (!busyUntil.isEmpty() && busyUntil.peek() <= now) {
        busyUntil.poll();
      }
      while (busyUntil.size() < SLOTS) {
        Held next = poll(lanes);
        if (next == null) {
          break;
        }
        busyUntil.add(now + CALL);
        waiting.merge(next.task().lane(), -1, Integer::sum);
        longest.merge(next.task().lane(), now - next.task().admittedMs(), Math::max);
      }
    }
    return longest;
  }

  /** Three times what turns allow for, for a minute: 10 a second, of which 9 can be answered. */
  @Test
  void poll_keepsTheLanesOfATenant_whateverItsLoad() {
    Random random = new Random(1);
    PriorityQueue<Long> busyUntil = new PriorityQueue<>();
    List<Held> waiting = new ArrayList<>();
    Map<Lane, Integer> begun = new EnumMap<>(Lane.class);
    for (long now = START; now < START + 60_000; now += 100) {
      Lane lane = random.nextInt(10) < 7 ? Lane.HIGH : Lane.values()[1 + random.nextInt(2)];
      Held added = lanes.order(Task.of(record(topic(lane), request("one", "r" + now, now))), now);
      lanes.add(added);
      waiting.add(added);
      while (!busyUntil.isEmpty() && busyUntil.peek() <= now) {
        busyUntil.poll();
      }
      while (busyUntil.size() < SLOTS && !waiting.isEmpty()) {
        Held next = poll(lanes);
        waiting.remove(next);
        busyUntil.add(now + 1_100);
        begun.merge(next.task().lane(), 1, Integer::sum);
        assertThat(waiting).noneMatch(other -> passedOver(other, next));
      }
    }
    assertThat(begun.get(Lane.HIGH)).isGreaterThan(390);
    assertThat(begun.get(Lane.LOW)).isGreaterThan(10);
  }

  /** Whether the other is of a higher lane, and not so much younger as to lose that. */
  private static boolean passedOver(Held other, Held begun) {
    int lanes = begun.task().lane().ordinal() - other.task().lane().ordinal();
    long younger = other.task().admittedMs() - begun.task().admittedMs();
    return lanes > 0 && younger < lanes * AGEING - AGEING / 2;
  }

  @Test
  void order_chargesNobodyTwice_forWhatIsTakenAgain() {
    IntStream.range(0, 20).forEach(i -> add(Topics.AI_REQUESTS_NORMAL, "many", "many", START));
    assertThat(lanes.remove(any -> true)).hasSize(20);
    IntStream.range(0, 20).forEach(i -> add(Topics.AI_REQUESTS_NORMAL, "many", "many", START));
    add(Topics.AI_REQUESTS_NORMAL, "few", "few", START + 1_000);

    assertThat(drain().indexOf("few")).isBetween(1, 5);
  }

  @Test
  void requestThatIsToBeAlone_letsThoseGoFirstThatWereAdmittedSoonAfterIt() {
    add(Topics.AI_REQUESTS_HIGH, "t", "suspect", START);
    lanes.add(poll(lanes).toBeAlone());
    add(Topics.AI_REQUESTS_HIGH, "t", "soon after", START + AGEING - 1);
    add(Topics.AI_REQUESTS_HIGH, "t", "long after", START + AGEING + 1);

    assertThat(drain()).containsExactly("soon after", "suspect", "long after");
  }

  @Test
  void poll_letsNobodyPass_whoeverNeedsMoreRoom() {
    add(Topics.AI_REQUESTS_HIGH, "t", "alone", START);
    add(Topics.AI_REQUESTS_LOW, "t", "other", START);

    assertThat(lanes.poll(any -> true, held -> held.task().lane() == Lane.LOW)).isNull();
    assertThat(drain()).containsExactly("alone", "other");
  }

  private static TopicSpec topic(Lane lane) {
    return switch (lane) {
      case HIGH -> Topics.AI_REQUESTS_HIGH;
      case NORMAL -> Topics.AI_REQUESTS_NORMAL;
      case LOW -> Topics.AI_REQUESTS_LOW;
    };
  }

  private void add(TopicSpec topic, String tenant, String id, long admitted) {
    lanes.add(lanes.order(Task.of(record(topic, request(tenant, id, admitted))), START + 60_000));
  }

  private static Held poll(Lanes lanes) {
    return lanes.poll(any -> true, any -> true);
  }

  private List<String> drain() {
    List<String> ids = new ArrayList<>();
    for (Held next = poll(lanes); next != null; next = poll(lanes)) {
      ids.add(next.task().request().getRequestId());
    }
    return ids;
  }

  private static AiRequest request(String tenant, String id, long admitted) {
    return AiRequest.newBuilder()
        .setTenant(tenant)
        .setRequestId(id)
        .setAdmittedAt(Timestamps.of(Instant.ofEpochMilli(admitted)))
        .build();
  }

  private ConsumerRecord<byte[], byte[]> record(TopicSpec topic, AiRequest request) {
    return record(topic, offset++, request);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicSpec topic, long offset, AiRequest request) {
    return new ConsumerRecord<>(topic.name(), 0, offset, new byte[0], request.toByteArray());
  }
}
