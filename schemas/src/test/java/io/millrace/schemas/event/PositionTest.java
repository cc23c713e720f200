package io.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sales.receipts.v1-3@1042",
        "projection.sales-by-hour.v1-0@0",
        "sales.receipts.v1-dlt-0@999999999999999999",
        "spooled"
      })
  void parse_readsWhatToStringPrints(String text) {
    assertThat(Position.parse(text)).hasToString(text);
  }

  @Test
  void toString_isOneWordForWhatIsSpooled() {
    assertThat(Position.SPOOLED).hasToString("spooled").isEqualTo(Position.parse("spooled"));
  }

  @Test
  void parse_takesTheLastHyphenAsSeparator() {
    assertThat(Position.parse("projection.sales-by-hour.v1-12@7"))
        .isEqualTo(new Position("projection.sales-by-hour.v1", 12, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "topic", "topic-1", "topic@1", "-1@1", "t-x@1", "t-1@", "t-1@-1", "t-1@1 "})
  void parse_refusesAnotherForm(String text) {
    assertThatThrownBy(() -> Position.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("position: " + text + " (expected: topic-partition@offset)");
  }
}
