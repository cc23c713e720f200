package io.millrace.streams;

import static io.millrace.streams.projection.TestFacts.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.deadletter.DeadLetterConfig;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.TestFacts;
import io.millrace.streams.sales.SalesTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topology that dies with its rows written and not committed, over and over. */
@WithStack
class AbortIT {

  private static final String TENANT = "abort";
  private static final String KEY = Keys.of(TENANT, "s1");
  private static final int FACTS = 200;
  private static final int DEATHS = 5;

  /** Dies after what a fact gave is in the stores and on its way to the topic. */
  private static final class Deadly implements FactMeter {

    final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger facts = new AtomicInteger();

    @Override
    public void counted() {
      if (facts.incrementAndGet() % 40 == 0 && deaths.get() < DEATHS) {
        deaths.incrementAndGet();
        throw new KafkaException("killed"); // any other exception is the fact's own fault
      }
    }

    @Override
    public void duplicate() {}

    @Override
    public void deadLetter() {}
  }

  @Test
  void rows_areExactWhenEachThreadDiesBetweenItsOutputAndTheCommit(
      Stack stack, @TempDir Path stateDir) {
    Deadly meter = new Deadly();
    Properties config = new Properties();
    config.putAll(ClientDefaults.streams(stack.kafkaBootstrapServers()));
    config.putAll(DeadLetterConfig.handlers());
    config.put(FactMeter.CONFIG, meter);
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "abort-it");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 0);
    // After each death the next waits for the session and the transaction to end.
    config.put("consumer.session.timeout.ms", 1_500);
    config.put("consumer.heartbeat.interval.ms", 500);
    config.put("producer.transaction.timeout.ms", 2_000);
    try (Log log = new Log(stack.kafkaBootstrapServers());
        KafkaStreams streams = new KafkaStreams(SalesTopology.byHour().get(), config)) {
      for (int i = 0; i < FACTS; i++) {
        log.send(
            Topics.SALES_RECEIPTS,
            KEY,
            TestFacts.sale("r" + i % 150, "2010-12-01T08:26:00Z", line("tea", 1, 100)).toBuilder()
                .setTenant(TENANT)
                .build());
      }
      streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.REPLACE_THREAD);
      streams.start();
      await()
          .dontCatchUncaughtExceptions()
          .atMost(Duration.ofSeconds(180))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                Map<String, SalesBucket> rows =
                    log.rows(
                        Topics.PROJECTION_SALES_BY_HOUR, SalesBucket.getDefaultInstance(), TENANT);
                SalesBucket row = rows.get(KEY + "//2010-12-01T08:15:00Z");
                assertThat(row).isNotNull();
                assertThat(row.getReceipts()).isEqualTo(150);
                assertThat(row.getRevenue()).isEqualTo(15_000);
                assertThat(row.getRevision()).isEqualTo(150);
              });
      assertThat(meter.deaths.get()).isGreaterThan(1);
      assertThat(log.read(Topics.SALES_RECEIPTS.deadLetters()))
          .noneMatch(letter -> KEY.equals(letter.key()));
    }
  }
}
