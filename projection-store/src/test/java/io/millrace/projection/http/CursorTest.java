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

  @Test
  void page_hasACursorOnlyWhereThereIsMore() {
    assertThat(Page.of(List.of("a", "b", "c"), 2, last -> "after " + last))
        .isEqualTo(new Page<>(List.of("a", "b"), "after b"));
    assertThat(Page.of(List.of("a", "b"), 2, last -> "after " + last).body("letters"))
        .containsOnlyKeys("letters");
  }
}
