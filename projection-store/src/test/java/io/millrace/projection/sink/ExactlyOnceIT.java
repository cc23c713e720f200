package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.live.LiveFixture;
import io.millrace.projection.live.LivePublisher;
import io.millrace.projection.live.RedisSettings;
import io.millrace.projection.shift.ShiftSinkFixture;
import io.millrace.projection.stock.StockSinkFixture;
import io.millrace.projection.support.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sinks, each with owners that come, die at any step and act on what they last knew, against a
 * plain recomputation. Receipts, and AI requests, tell which late facts count.
 */
@WithStack
class ExactlyOnceIT {

  private static final int FIRST_PARTITION = 1_000;
  private static final int MOST_STEPS = 5_000;

  private static TestDatabase database;
  private static ConnectionPool pool;
  private static Checkpoints checkpoints;
  private static DeadLetters deadLetters;
  private static LivePublisher live;

  @BeforeAll
  static void open(Stack stack) throws InterruptedException {
    database = TestDatabase.at(stack.databaseUrl());
    DatabaseFixture.migrate(database.url());
    database.execute("delete from watermark where \"partition\" >= " + FIRST_PARTITION);
    pool = DatabaseFixture.pool(database.url());
    live = LiveFixture.publisher(new RedisSettings(stack.redisUrl(), Duration.ofMillis(250)));
    checkpoints = new Checkpoints(pool, Duration.ofSeconds(10));
    deadLetters = new DeadLetters(new KafkaSettings(stack.kafkaBootstrapServers()));
  }

  @AfterAll
  static void close() {
    deadLetters.close();
    live.close();
    pool.dispose();
  }

  static IntStream seeds() {
    return IntStream.range(0, 30);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rows_areExactWhereverOwnersDieAndWhoeverTakesOver(int seed) {
    Random random = new Random(seed);
    String tenant = "once-" + UUID.randomUUID();
    LateTable table = LateTable.ALL.get(seed % LateTable.ALL.size());
    LateHistory history = new LateHistory(random, tenant, FIRST_PARTITION + seed, table);
    race(
        random,
        List.of(
            new Race(table.origin().projection(), history.facts, checkpoints, deadLetters),
            new Race(table.projection(), history.rows, checkpoints, deadLetters)));

    assertThat(table.figures(database, tenant)).isEqualTo(history.expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void shifts_areOpenedAndClosedByTheFirstLateEventWhereverOwnersDie(int seed) {
    Random random = new Random(seed);
    String tenant = "once-" + UUID.randomUUID();
    ShiftHistory history = new ShiftHistory(random, tenant, FIRST_PARTITION + 200 + seed);
    race(
        random,
        List.of(new Race(ShiftSinkFixture.shifts(), history.rows, checkpoints, deadLetters)));

    Map<String, String> actual = new TreeMap<>();
    database
        .rows(
            "select shift_id, opening_cash || '/' || closing_cash from shift where tenant = '%s'"
                .formatted(tenant))
        .forEach(row -> actual.put(row.split("\\|")[0], row.split("\\|")[1]));
    assertThat(actual).isEqualTo(history.expected);
  }

  static IntStream stockSeeds() {
    return IntStream.range(0, 10);
  }

  @ParameterizedTest
  @MethodSource("stockSeeds")
  void levels_areExactWhicheverOfSinkAndHistoryIsAhead(int seed) {
    Random random = new Random(seed);
    String tenant = "once-" + UUID.randomUUID();
    StockHistory history = new StockHistory(random, tenant, FIRST_PARTITION + 100 + seed);
    Projection<?> movements = StockSinkFixture.movements();
    race(
        random,
        List.of(
            new Race(movements, history.receipts, checkpoints, deadLetters),
            new Race(movements, history.movements, checkpoints, deadLetters),
            new Race(StockSinkFixture.levels(live), history.levels, checkpoints, deadLetters)));

    Map<String, Long> actual = new TreeMap<>();
    database
        .rows("select product_id, quantity_milli from stock_level where tenant = '" + tenant + "'")
        .forEach(row -> actual.put(row.split("\\|")[0], Long.valueOf(row.split("\\|")[1])));
    assertThat(actual).isEqualTo(history.expected());
  }

  private static void race(Random random, List<Race> races) {
    for (int step = 0; !races.stream().allMatch(Race::done); step++) {
      assertThat(step).as("steps").isLessThan(MOST_STEPS);
      races.get(random.nextInt(races.size())).step(random);
    }
  }
}
