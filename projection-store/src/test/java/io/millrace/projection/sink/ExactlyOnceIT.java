package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.receipt.ReceiptSinkFixture;
import io.millrace.projection.support.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two sinks, each with owners that come, die at any step and act on what they last knew, against a
 * plain recomputation. Receipts tell which late facts count.
 */
@WithStack
class ExactlyOnceIT {

  private static final int FIRST_PARTITION = 1_000;
  private static final int MOST_STEPS = 5_000;

  private static TestDatabase database;
  private static ConnectionPool pool;
  private static Checkpoints checkpoints;
  private static DeadLetters deadLetters;

  @BeforeAll
  static void open(Stack stack) throws InterruptedException {
    database = TestDatabase.at(stack.databaseUrl());
    DatabaseFixture.migrate(database.url());
    database.execute("delete from watermark where \"partition\" >= " + FIRST_PARTITION);
    pool = DatabaseFixture.pool(database.url());
    checkpoints = new Checkpoints(pool, Duration.ofSeconds(10));
    deadLetters = new DeadLetters(new KafkaSettings(stack.kafkaBootstrapServers()));
  }

  @AfterAll
  static void close() {
    deadLetters.close();
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
    Race receipts = new Race(ReceiptSinkFixture.receipts(), history.receipts);
    Race sales = new Race(table.projection(), history.rows);

    for (int step = 0; !(receipts.done() && sales.done()); step++) {
      assertThat(step).as("steps").isLessThan(MOST_STEPS);
      (random.nextBoolean() ? receipts : sales).step(random);
    }

    assertThat(table.figures(database, tenant)).isEqualTo(history.expected);
  }

  /** One projection and two processes that both think that it is theirs. */
  private static final class Race {

    private final Projection<?> projection;
    private final Log log;
    private final Owner<?>[] owners = new Owner<?>[2];

    Race(Projection<?> projection, Log log) {
      this.projection = projection;
      this.log = log;
    }

    boolean done() {
      return Owner.position(projection, checkpoints, log) == log.end();
    }

    void step(Random random) {
      int i = random.nextInt(owners.length);
      if (owners[i] == null) {
        owners[i] = new Owner<>(projection, checkpoints, deadLetters, log);
      }
      Breakable.Step failAfter =
          random.nextInt(4) == 0 ? Breakable.Step.values()[random.nextInt(2)] : Breakable.Step.NONE;
      boolean alive = true;
      try {
        owners[i].work(1 + random.nextInt(12), failAfter);
      } catch (RuntimeException e) {
        alive = random.nextBoolean();
      }
      if (!alive || random.nextInt(5) == 0) {
        owners[i] = null;
      }
    }
  }
}
