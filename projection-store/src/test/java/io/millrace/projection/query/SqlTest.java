package io.millrace.projection.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlTest {

  @Test
  void add_numbersPlacesAndKeepsValuesApart() {
    Sql sql =
        Sql.of("select x where a = ?", "1; drop table x")
            .addIf("and b = ?", null)
            .addIf("and c = ?", 2)
            .add("limit ?", 3);
    assertThat(sql.text()).isEqualTo("select x where a = $1 and c = $2 limit $3 ");
    assertThat(sql.values()).containsExactly("1; drop table x", 2, 3);
  }

  @Test
  void add_withoutAValueForEachPlace_fails() {
    assertThatThrownBy(() -> Sql.of("a = ?")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> Sql.of("a", 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
