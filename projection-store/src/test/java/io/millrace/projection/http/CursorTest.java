package io.millrace.projection.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void decode_givesBackWhatWasEncoded() {
    assertThat(Cursor.decode(Cursor.encode("a/b", "", "ж%"), 3))
        .isEqualTo(List.of("a/b", "", "ж%"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "YQ", "YS9iL2M", "AA"})
  void decode_refusesWhatWasNotGivenOut(String cursor) {
    assertThatThrownBy(() -> Cursor.decode(cursor, 2)).isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-01",
        "+1000000000-12-31T23:59:59.999999999Z",
        "-0500-01-01T00:00:00Z"
      })
  void time_refusesWhatNoRowHas(String time) {
    assertThatThrownBy(() -> Cursor.time(time))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(400));
    assertThat(Cursor.time("2026-01-01T00:00:00.000001Z")).isEqualTo("2026-01-01T00:00:00.000001Z");
  }

  @Test
  void page_hasACursorOnlyWhereThereIsMore() {
    assertThat(Page.of(List.of("a", "b", "c"), 2, last -> "after " + last))
        .isEqualTo(new Page<>(List.of("a", "b"), "after b"));
    assertThat(Page.of(List.of("a", "b"), 2, last -> "after " + last).body("letters"))
        .containsOnlyKeys("letters");
  }
}
