package io.millrace.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.ingest.http.BodyLimits;
import io.millrace.ingest.http.BodySettings;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}x",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{'a':1}",
        "01",
        "NaN",
        "{\"a\":1,}"
      })
  void parse_isStrict(String json) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> Json.parse(bytes(json)))
        .satisfies(refusal -> assertThat(refusal.problem().code()).isEqualTo("malformed-json"));
  }

  @Test
  void parse_survivesDepth() {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> Json.parse(bytes("[".repeat(100_000))));
  }

  @Test
  void forEachItem_readsEachAndRefusesTheRest() {
    List<String> items = new ArrayList<>();

    Json.forEachItem(
        bytes(" [1, {\"a\":[2]} ,null]"), BodyLimits.items(3), item -> items.add(item.toString()));

    assertThat(items).containsExactly("1", "{\"a\":[2]}", "null");
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> Json.forEachItem(bytes("[1,2]"), BodyLimits.items(1), item -> {}));
    for (String bad : new String[] {"[1", "[1,]", "[1] 2", "[1}", "[{\"a\":1,\"a\":2}]", "["}) {
      assertThatExceptionOfType(Refusal.class)
          .as(bad)
          .isThrownBy(() -> Json.forEachItem(bytes(bad), BodyLimits.items(9), item -> {}));
    }
  }

  @Test
  void forEachLine_goesOnAfterBadLine() {
    List<String> lines = new ArrayList<>();
    List<Problem> bad = new ArrayList<>();

    Json.forEachLine(
        bytes("1\n\r\n  \n{\"a\":\n[2]\r\n"),
        BodyLimits.items(9),
        line -> lines.add(line.toString()),
        bad::add);

    assertThat(lines).containsExactly("1", "[2]");
    assertThat(bad).extracting(Problem::code).containsExactly("malformed-json");
  }

  @Test
  void forEachItem_readsNoItemLargerThanOneEvent() {
    BodySettings limits = BodyLimits.of(DataSize.ofBytes(50), 100);
    List<String> items = new ArrayList<>();

    Json.forEachItem(
        bytes("[{\"a\":\"],[\\\",[\"},[1,[2],3]" + ",12345678".repeat(10) + "]"),
        limits,
        item -> items.add(item.toString()));
    assertThat(items).hasSize(12);

    for (String large : new String[] {"[" + "1,".repeat(25) + "1]", "\"" + "x".repeat(50) + "\""}) {
      items.clear();
      assertThatExceptionOfType(Refusal.class)
          .isThrownBy(
              () ->
                  Json.forEachItem(
                      bytes("[1," + large + ",2]"), limits, item -> items.add(item.toString())))
          .satisfies(refusal -> assertThat(refusal.problem().code()).isEqualTo("too-large"));
      assertThat(items).isEmpty();
    }
  }

  @Test
  void forEachLine_readsNoLineLargerThanOneEvent() {
    List<Problem> bad = new ArrayList<>();
    List<String> lines = new ArrayList<>();

    Json.forEachLine(
        bytes("1\n[" + "1,".repeat(25) + "1]\n2"),
        BodyLimits.of(DataSize.ofBytes(50), 100),
        line -> lines.add(line.toString()),
        bad::add);

    assertThat(lines).containsExactly("1", "2");
    assertThat(bad).extracting(Problem::code).containsExactly("too-large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"a.b\"}|a.b",
        "{\"data\":{\"type\":\"inner\"},\"type\":\"outer\"}|outer",
        "{\"type\":\"first\",broken|first",
        "{\"type\":7}|",
        "{\"data\":{\"type\":\"inner\"}}|",
        "[{\"type\":\"x\"}]|",
        "\"type\"|",
        "{\"a|",
        "''|"
      })
  void topLevelText_looksAtTheOutermostObject(String json, String expected) {
    assertThat(Json.topLevelText(bytes(json), "type")).isEqualTo(expected);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
