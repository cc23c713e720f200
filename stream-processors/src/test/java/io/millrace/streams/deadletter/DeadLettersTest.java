package io.millrace.streams.deadletter;

import static io.millrace.streams.projection.TestFacts.KEY;
import static io.millrace.streams.projection.TestFacts.line;
import static io.millrace.streams.projection.TestFacts.sale;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.projection.v1.SalesBucket;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.stock.v1.MovementReason;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.InvalidFact;
import io.millrace.streams.projection.ProjectionDriver;
import io.millrace.streams.projection.TestFacts;
import io.millrace.streams.sales.SalesTopology;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLettersTest {

  private static final byte[] GARBAGE = {(byte) 0xff, 0x00, 0x13, 0x37};
  private static final Receipt VALID = sale("1", "2010-12-01T08:26:00Z", line("tea", 1, 100));

  private final Tally meter = new Tally();
  private final ProjectionDriver<SalesBucket> driver =
      new ProjectionDriver<>(
          SalesTopology.byHour(),
          Topics.PROJECTION_SALES_BY_HOUR,
          SalesBucket.getDefaultInstance(),
          meter);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void garbage_isParkedAsItWas() {
    Headers headers = TestFacts.headers("7", "/tenants/demo/stores/s1", "receipt");
    EventHeaders.add(headers, EventHeaders.DEAD_LETTER_REASON, "of an earlier round");
    send(KEY.getBytes(UTF_8), GARBAGE, headers);

    TestRecord<byte[], byte[]> letter = letter();
    assertThat(letter.key()).isEqualTo(KEY.getBytes(UTF_8));
    assertThat(letter.value()).isEqualTo(GARBAGE);
    assertThat(letter.headers().headers(EventHeaders.DEAD_LETTER_REASON)).hasSize(1);
    assertThat(header(letter, EventHeaders.ID)).isEqualTo("7");
    assertThat(header(letter, EventHeaders.DEAD_LETTER_REASON))
        .startsWith("not a millrace.sales.v1.Receipt:");
    assertThat(header(letter, EventHeaders.DEAD_LETTER_EXCEPTION))
        .isEqualTo(SerializationException.class.getName());
    assertThat(header(letter, EventHeaders.DEAD_LETTER_CONSUMER))
        .isEqualTo("millrace-sales-by-hour");
    assertThat(header(letter, EventHeaders.DEAD_LETTER_POSITION))
        .isEqualTo("sales.receipts.v1-0@0");
  }

  @Test
  void nullValue_isParked() {
    send(KEY.getBytes(UTF_8), null, new RecordHeaders());

    TestRecord<byte[], byte[]> letter = letter();
    assertThat(letter.value()).isNull();
    assertThat(header(letter, EventHeaders.DEAD_LETTER_REASON))
        .isEqualTo("value: null (expected: a fact)");
    assertThat(header(letter, EventHeaders.DEAD_LETTER_EXCEPTION))
        .isEqualTo(InvalidFact.class.getName());
  }

  @Test
  void nullKey_isParked() {
    send(null, VALID.toByteArray(), new RecordHeaders());

    TestRecord<byte[], byte[]> letter = letter();
    assertThat(letter.key()).isNull();
    assertThat(letter.value()).isEqualTo(VALID.toByteArray());
    assertThat(header(letter, EventHeaders.DEAD_LETTER_REASON)).startsWith("key: null");
  }

  @Test
  void wrongMessage_isParked() {
    byte[] movement =
        TestFacts.movement(
                "m", MovementReason.MOVEMENT_REASON_DELIVERY, "tea", 1, "2010-12-01T08:26:00Z")
            .toByteArray();
    send(KEY.getBytes(UTF_8), movement, new RecordHeaders());

    assertThat(letter().value()).isEqualTo(movement);
  }

  @Test
  void partition_goesOnAfterAPoisonRecord() {
    send(KEY.getBytes(UTF_8), GARBAGE, new RecordHeaders());
    send(null, null, new RecordHeaders());
    driver.send(Topics.SALES_RECEIPTS, KEY, VALID);
    driver.send(Topics.SALES_RECEIPTS, KEY, VALID);

    assertThat(driver.rows()).hasSize(1);
    assertThat(meter.counted).isEqualTo(1);
    assertThat(meter.duplicates).isEqualTo(1);
    assertThat(meter.deadLetters).isEqualTo(2);
  }

  @Test
  void duplicate_thatWouldBeRefusedIsStillADuplicate() {
    driver.send(Topics.SALES_RECEIPTS, KEY, VALID);

    assertThat(driver.send(Topics.SALES_RECEIPTS, KEY, VALID.toBuilder().clearLines().build()))
        .singleElement()
        .satisfies(row -> assertThat(row.getInput().getOffset()).isEqualTo(1));
    assertThat(driver.deadLetters(Topics.SALES_RECEIPTS)).isEmpty();
    assertThat(meter.duplicates).isEqualTo(1);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("invalid")
  void invalidReceipt_isParkedWithTheReason(Receipt receipt, String reason) {
    assertThat(driver.send(Topics.SALES_RECEIPTS, KEY, receipt)).isEmpty();

    assertThat(header(letter(), EventHeaders.DEAD_LETTER_REASON)).isEqualTo(reason);
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of(VALID.toBuilder().clearTenant().build(), "tenant: empty (expected: an id)"),
        Arguments.of(VALID.toBuilder().clearStoreId().build(), "store_id: empty (expected: an id)"),
        Arguments.of(
            VALID.toBuilder().clearReceiptId().build(), "receipt_id: empty (expected: an id)"),
        Arguments.of(
            VALID.toBuilder().setStoreId("s2").build(), "key: demo/s1 (expected: demo/s2)"),
        Arguments.of(
            VALID.toBuilder().setType(ReceiptType.RECEIPT_TYPE_UNSPECIFIED).build(),
            "type: RECEIPT_TYPE_UNSPECIFIED (expected: SALE or REFUND)"),
        Arguments.of(
            VALID.toBuilder().setTypeValue(99).build(),
            "type: UNRECOGNIZED (expected: SALE or REFUND)"),
        Arguments.of(
            VALID.toBuilder().clearOccurredAt().build(), "occurred_at: unset (expected: a time)"),
        Arguments.of(
            VALID.toBuilder()
                .setOccurredAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .build(),
            "occurred_at: 9223372036854775807s 0ns (expected: years 0001 to 9999)"),
        Arguments.of(VALID.toBuilder().clearLines().build(), "lines: 0 (expected: > 0)"),
        Arguments.of(
            VALID.toBuilder().setLines(0, line("", 1, 1)).build(),
            "lines.product_id: empty (expected: an id)"),
        Arguments.of(
            VALID.toBuilder().setLines(0, line("tea", 0, 1)).build(),
            "lines.quantity_milli: 0 (expected: > 0)"));
  }

  private void send(byte[] key, byte[] value, Headers headers) {
    assertThat(driver.send(Topics.SALES_RECEIPTS, key, value, headers, ProjectionDriver.NOW))
        .isEmpty();
  }

  private TestRecord<byte[], byte[]> letter() {
    List<TestRecord<byte[], byte[]>> letters = driver.deadLetters(Topics.SALES_RECEIPTS);
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return EventHeaders.get(letter.headers(), name);
  }

  private static final class Tally implements FactMeter {

    private int counted;
    private int duplicates;
    private int deadLetters;

    @Override
    public void counted() {
      counted++;
    }

    @Override
    public void duplicate() {
      duplicates++;
    }

    @Override
    public void deadLetter() {
      deadLetters++;
    }
  }
}
