package io.millrace.projection.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void parse_readsEveryPart() {
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://me:p%40ss+w@db.local:6432/shop?sslmode=require");

    assertThat(url).isEqualTo(new DatabaseUrl("db.local", 6432, "shop", "me", "p@ss+w", true));
    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.local:6432/shop?sslmode=require");
    assertThat(url.toString()).doesNotContain("p@ss");
  }

  @Test
  void parse_knowsTheDefaultPort() {
    assertThat(DatabaseUrl.parse("postgres://me:x@db/shop").port()).isEqualTo(5432);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "db", "mysql://a:b@c/d", "postgresql://db/shop", "postgresql://a:s3cret@db"})
  void parse_refusesWithoutRepeatingThePassword(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: postgresql://user:password@host:port/database")
        .hasMessageNotContaining("s3cret");
  }
}
