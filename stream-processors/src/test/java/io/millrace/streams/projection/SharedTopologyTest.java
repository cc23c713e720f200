package io.millrace.streams.projection;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.movement;
import static io.millrace.streams.projection.TestFacts.sale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.infra.embedded.TemporaryFolders;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.deadletter.DeadLetterConfig;
import io.millrace.streams.sales.SalesTopology;
import io.millrace.streams.stock.StockLevelsTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** Projections in one topology count as they do alone, and one may leave. */
class SharedTopologyTest {

  private static final SharedTopology HOURS = SalesTopology.byHour();
  private static final SharedTopology LEVELS = new StockLevelsTopology();

  private static final Instant AT = Instant.parse("2010-12-01T08:26:00Z");

  private final Path stateDir = TemporaryFolders.create("millrace-shared-test-");
  private final List<String> counted = new ArrayList<>();
  private final List<String> deadLetters = new ArrayList<>();
  private TopologyTestDriver driver;

  @AfterEach
  void close() throws Exception {
    driver.close();
    FileSystemUtils.deleteRecursively(stateDir);
  }

  @Test
  void members_eachCountEveryFactOnce() {
    TestInputTopic<String, byte[]> receipts = start(List.of(HOURS, LEVELS), List.of());
    receipts.pipeInput(KEY, receipt("1").toByteArray());
    receipts.pipeInput(KEY, receipt("1").toByteArray());
    receipts.pipeInput(KEY, receipt("2").toByteArray());

    assertThat(rows(Topics.PROJECTION_SALES_BY_HOUR)).hasSize(3);
    assertThat(rows(Topics.PROJECTION_STOCK_LEVELS)).hasSize(3);
    assertThat(kept("common/dedupe/")).as("one look-up for both").isEqualTo(2);
    assertThat(kept("sales-by-hour/rows/")).isEqualTo(1);
    assertThat(kept("stock-levels/rows/")).isEqualTo(1);
  }

  @Test
  void unreadableFact_isOneDeadLetterOfAll() {
    start(List.of(HOURS, LEVELS), List.of())
        .pipeInput(KEY, new byte[] {(byte) 0xff, 0x00, 0x13, 0x37});

    assertThat(rows(Topics.SALES_RECEIPTS.deadLetters()))
        .extracting(SharedTopologyTest::consumer)
        .containsExactly("millrace-receipts");
    assertThat(deadLetters)
        .containsExactlyInAnyOrder("millrace-sales-by-hour", "millrace-stock-levels");
  }

  @Test
  void unreadableFact_thatOneReadsIsItsOwnDeadLetter() {
    start(List.of(HOURS, LEVELS), List.of());
    driver
        .createInputTopic(
            Topics.STOCK_MOVEMENTS.name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(KEY, new byte[] {(byte) 0xff, 0x00, 0x13, 0x37});

    assertThat(rows(Topics.STOCK_MOVEMENTS.deadLetters()))
        .extracting(SharedTopologyTest::consumer)
        .containsExactly("millrace-stock-levels");
    assertThat(deadLetters).containsExactly("millrace-stock-levels");
  }

  @Test
  void invalidFact_isADeadLetterOfEachThatRefusesIt() {
    byte[] invalid = receipt("1").toBuilder().clearLines().build().toByteArray();
    start(List.of(HOURS, LEVELS), List.of()).pipeInput(KEY, invalid);

    assertThat(rows(Topics.SALES_RECEIPTS.deadLetters()))
        .allSatisfy(letter -> assertThat(letter.value()).isEqualTo(invalid))
        .extracting(SharedTopologyTest::consumer)
        .containsExactlyInAnyOrder("millrace-sales-by-hour", "millrace-stock-levels");
  }

  @Test
  void factThatOneRefused_isCountedByItAloneWhenItComesAgain() {
    TestInputTopic<String, byte[]> receipts = start(List.of(HOURS, LEVELS), List.of());
    byte[] huge = huge("1", AT).toByteArray();
    byte[] tooMuch = huge("2", AT.plus(Duration.ofHours(1))).toByteArray();
    receipts.pipeInput(KEY, huge);
    receipts.pipeInput(KEY, tooMuch);
    assertThat(rows(Topics.SALES_RECEIPTS.deadLetters()))
        .extracting(SharedTopologyTest::consumer)
        .containsExactly("millrace-stock-levels");
    assertThat(counted)
        .containsExactlyInAnyOrder(
            "millrace-sales-by-hour", "millrace-stock-levels", "millrace-sales-by-hour");

    deliver("m1", Long.MAX_VALUE, AT);
    counted.clear();
    receipts.pipeInput(KEY, tooMuch);
    receipts.pipeInput(KEY, tooMuch);

    assertThat(counted).containsExactly("millrace-stock-levels");
    assertThat(rows(Topics.SALES_RECEIPTS.deadLetters())).isEmpty();
  }

  @Test
  void factThatOneRefused_isKnownToTheOtherAsLongAsItComesAgain() {
    TestInputTopic<String, byte[]> receipts = start(List.of(HOURS, LEVELS), List.of());
    byte[] tooMuch = huge("2", day(30).plus(Duration.ofHours(1))).toByteArray();
    receipts.pipeInput(KEY, receipt("0", day(0)).toByteArray(), day(0));
    receipts.pipeInput(KEY, huge("1", day(30)).toByteArray(), day(30));
    receipts.pipeInput(KEY, tooMuch, day(30));
    deliver("m1", Long.MAX_VALUE, day(30));
    assertThat(rows(Topics.PROJECTION_SALES_BY_HOUR)).hasSize(3);

    deliver("m2", 1, day(43));
    counted.clear();
    receipts.pipeInput(KEY, tooMuch, day(50));
    assertThat(counted).as("in the second generation").containsExactly("millrace-stock-levels");
    deliver("m3", 1, day(86));
    counted.clear();
    receipts.pipeInput(KEY, tooMuch, day(86));
    assertThat(counted).as("in the third, where the first is forgotten").isEmpty();

    assertThat(rows(Topics.SALES_RECEIPTS.deadLetters())).hasSize(1);
    assertThat(rows(Topics.PROJECTION_SALES_BY_HOUR))
        .map(SharedTopologyTest::bucket)
        .allMatch(row -> row.getReceipts() <= 1 && row.getLate().getIdentity().isEmpty());
  }

  @Test
  void lateFact_isLateWhereItsTimeIsOverAndCountedElsewhere_eachOnce() {
    SharedTopology days = SalesTopology.byDay();
    Instant grace = Instant.parse("2011-01-10T12:30:00Z");
    Instant late = Instant.parse("2010-12-01T12:00:00Z");
    TestInputTopic<String, byte[]> receipts = start(List.of(HOURS, days, LEVELS), List.of());
    receipts.pipeInput(KEY, receipt("1").toByteArray(), AT);
    receipts.pipeInput(KEY, receipt("2", grace).toByteArray(), grace);
    rows(Topics.PROJECTION_SALES_BY_HOUR);
    rows(Topics.PROJECTION_STOCK_LEVELS);
    SalesBucket day = bucket(rows(Topics.PROJECTION_SALES_BY_DAY).get(0));
    counted.clear();
    receipts.pipeInput(KEY, receipt("3", late).toByteArray(), grace);
    receipts.pipeInput(KEY, receipt("3", late).toByteArray(), grace);

    assertThat(counted)
        .containsExactlyInAnyOrder(
            "millrace-sales-by-hour", "millrace-sales-by-day", "millrace-stock-levels");
    assertThat(rows(Topics.PROJECTION_SALES_BY_HOUR))
        .map(SharedTopologyTest::bucket)
        .extracting(row -> row.getLate().getIdentity(), SalesBucket::getReceipts)
        .containsExactly(
            tuple(Keys.of("receipt", "/tenants/demo/stores/s1", "3"), 1L), tuple("", 0L));
    assertThat(rows(Topics.PROJECTION_SALES_BY_DAY))
        .map(SharedTopologyTest::bucket)
        .extracting(SalesBucket::hasLate, SalesBucket::getReceipts)
        .containsExactly(tuple(false, day.getReceipts() + 1), tuple(false, day.getReceipts() + 1));
    assertThat(rows(Topics.PROJECTION_STOCK_LEVELS)).hasSize(2);
    assertThat(kept("sales-by-hour/rows/")).as("of the two in time").isEqualTo(2);
  }

  @Test
  void memberThatLeft_isForgottenAndTheOthersGoOn() {
    TestInputTopic<String, byte[]> receipts = start(List.of(HOURS, LEVELS), List.of());
    for (int i = 0; i < 200; i++) {
      receipts.pipeInput(KEY, receipt("r" + i, AT.plus(Duration.ofHours(i))).toByteArray());
    }
    Map<String, byte[]> state = state();
    driver.close();

    receipts = start(List.of(LEVELS), List.of(HOURS));
    state.forEach(driver.<String, byte[]>getKeyValueStore("state")::put);
    assertThat(kept("sales-by-hour/")).isEqualTo(200);
    receipts.pipeInput(KEY, receipt("r0").toByteArray());
    receipts.pipeInput(KEY, receipt("r200").toByteArray());

    assertThat(kept("sales-by-hour/")).isZero();
    assertThat(kept("common/dedupe/")).isEqualTo(201);
    assertThat(rows(Topics.PROJECTION_SALES_BY_HOUR)).isEmpty();
    assertThat(rows(Topics.PROJECTION_STOCK_LEVELS)).hasSize(2);
  }

  private TestInputTopic<String, byte[]> start(
      List<SharedTopology> members, List<SharedTopology> left) {
    Properties config = new Properties();
    config.putAll(DeadLetterConfig.handlers());
    for (SharedTopology member : members) {
      config.put(FactMeter.config(member.place()), meter(member.applicationId()));
      config.put(FactMeter.topics(member.place()), member.projection().topics());
    }
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, HOURS.sharedId());
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(SharedTopology.join(members, left), config, ProjectionDriver.NOW);
    return driver.createInputTopic(
        Topics.SALES_RECEIPTS.name(),
        new StringSerializer(),
        new ByteArraySerializer(),
        ProjectionDriver.NOW,
        Duration.ZERO);
  }

  private void deliver(String id, long quantityMilli, Instant at) {
    driver
        .createInputTopic(
            Topics.STOCK_MOVEMENTS.name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(
            KEY,
            movement(id, MovementReason.MOVEMENT_REASON_DELIVERY, "tea", 1, at.toString())
                .toBuilder()
                .setQuantityMilli(quantityMilli)
                .build()
                .toByteArray(),
            at);
  }

  private static Instant day(int number) {
    return AT.plus(Duration.ofDays(number));
  }

  private static SalesBucket bucket(TestRecord<String, byte[]> row) {
    try {
      return SalesBucket.parseFrom(row.value());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private List<TestRecord<String, byte[]>> rows(TopicSpec topic) {
    return driver
        .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private long kept(String prefix) {
    return state().keySet().stream().filter(key -> key.startsWith(prefix)).count();
  }

  private Map<String, byte[]> state() {
    Map<String, byte[]> state = new HashMap<>();
    try (KeyValueIterator<String, byte[]> entries =
        driver.<String, byte[]>getKeyValueStore("state").all()) {
      entries.forEachRemaining(entry -> state.put(entry.key, entry.value));
    }
    return state;
  }

  private FactMeter meter(String topology) {
    return new FactMeter() {
      @Override
      public void counted() {
        counted.add(topology);
      }

      @Override
      public void duplicate() {}

      @Override
      public void deadLetter() {
        deadLetters.add(topology);
      }
    };
  }

  private static String consumer(TestRecord<?, ?> letter) {
    return EventHeaders.get(letter.headers(), EventHeaders.DEAD_LETTER_CONSUMER);
  }

  private static Receipt receipt(String id) {
    return receipt(id, AT);
  }

  private static Receipt receipt(String id, Instant at) {
    return sale(id, at.toString(), line("tea", 1, 100));
  }

  /** Two of them are more than a level can be. */
  private static Receipt huge(String id, Instant at) {
    Receipt.Builder receipt = receipt(id, at).toBuilder();
    receipt.getLinesBuilder(0).setQuantityMilli(Long.MAX_VALUE - 1_000);
    return receipt.build();
  }
}
