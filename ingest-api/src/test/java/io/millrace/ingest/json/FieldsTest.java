package io.millrace.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.http.FieldError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1000",
    "0.001, 1",
    "1.500, 1500",
    "1e2, 100000",
    "2.5e-1, 250",
    "1000000000, 1000000000000",
    "0.1, 100",
    "4.35, 4350"
  })
  void thousandths_areExact(String json, long expected) {
    Fields fields = fields("{\"q\":" + json + "}");

    assertThat(fields.thousandths("q", 1)).isEqualTo(expected);
    assertThat(fields.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "0.0001",
        "1.0005",
        "1000000001",
        "1e30",
        "1e400",
        "1e-400",
        "\"1\"",
        "true",
        "[1]",
        "99999999999999999999",
        "1e999999999",
        "1e-999999999"
      })
  void thousandths_refuseWhatDoesNotFit(String json) {
    Fields fields = fields("{\"q\":" + json + "}");

    fields.thousandths("q", 1);

    assertThat(fields.errors()).extracting(FieldError::pointer).containsExactly("/q");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "\"1\"", "-1", "1000000000001", "99999999999999999999", "1e3"})
  void money_isAnIntegerInBounds(String json) {
    Fields fields = fields("{\"m\":" + json + "}");

    fields.money("m");

    assertThat(fields.errors()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2010-12-01T08:26:00Z, 2010-12-01T08:26:00Z",
    "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
    "2010-12-01t08:26:00z, 2010-12-01T08:26:00Z",
    "2010-12-01T08:26:00.123456789Z, 2010-12-01T08:26:00.123456789Z",
    "2010-12-01T08:26Z, 2010-12-01T08:26:00Z",
    "2010-12-01T08:26:00.5+03:00, 2010-12-01T05:26:00.5Z"
  })
  void time_readsAnyZone(String text, Instant expected) {
    Fields fields = fields("{\"t\":\"" + text + "\"}");

    assertThat(fields.time("t", Instant.EPOCH)).isEqualTo(expected);
    assertThat(fields.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2010-12-01T08:26:00\"",
        "\"2010-12-01\"",
        "1291191960",
        "\"1969-12-31T23:59:59Z\"",
        "\"+999999999-01-01T00:00:00Z\"",
        "\"2010-02-30T00:00:00Z\"",
        "\"2010-12-01T24:00:00Z\"",
        "\"2010-12-01T08:60:00Z\"",
        "\"2010-12-01T08:26:60Z\"",
        "\"2010-12-01T08:26:٠٠Z\"",
        "\"2010-12-01 08:26:00Z\"",
        "\"\""
      })
  void time_refusesWhatHasNoZoneOrNoSense(String json) {
    Fields fields = fields("{\"t\":" + json + "}");

    fields.time("t", Instant.EPOCH);

    assertThat(fields.errors()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\\nb", "a\\u0000", "a\\u007f", "\\ud800", "x\\udc00y"})
  void id_refusesWhatCannotBeKept(String text) {
    Fields fields = fields("{\"id\":\"" + text + "\"}");

    fields.id("id");

    assertThat(fields.errors()).hasSize(1);
  }

  @Test
  void id_isAtMost128Characters() {
    Fields fits = fields("{\"id\":\"" + "x".repeat(128) + "\"}");
    Fields long129 = fields("{\"id\":\"" + "x".repeat(129) + "\"}");

    assertThat(fits.id("id")).hasSize(128);
    assertThat(fits.errors()).isEmpty();
    assertThat(long129.id("id")).isEmpty();
    assertThat(long129.errors()).hasSize(1);
  }

  @Test
  void null_countsAsAbsent() {
    Fields fields = fields("{\"a\":null,\"b\":null}");

    assertThat(fields.optionalId("a")).isEmpty();
    fields.id("b");
    assertThat(fields.errors()).containsExactly(new FieldError("/b", "is required"));
  }

  @Test
  void pointer_isEscaped() {
    Fields fields = fields("{\"m\":{\"a/b~c\":1}}");

    fields.texts("m", 10, 10);

    assertThat(fields.errors()).containsExactly(new FieldError("/m/a~1b~0c", "expected a string"));
  }

  @Test
  void errors_areBounded() {
    Fields fields = fields("{\"a\":[" + "1,".repeat(999) + "1]}");

    fields.ids("a", 1_000);

    assertThat(fields.errors()).hasSize(100);
  }

  private static Fields fields(String json) {
    return Fields.of(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void optionalId_takesAnEmptyTextForNone() {
    Fields fields = fields("{\"customerId\":\"\"}");
    assertThat(fields.optionalId("customerId")).isEmpty();
    assertThat(fields.errors()).isEmpty();
  }
}
