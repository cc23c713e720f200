package io.millrace.projection.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.postgresql.client.SSLMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void parse_readsEveryPart() {
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://me:p%40ss+w@db.local:6432/shop?sslmode=require");

    assertThat(url)
        .isEqualTo(new DatabaseUrl("db.local", 6432, "shop", "me", "p@ss+w", SSLMode.REQUIRE));
    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.local:6432/shop?sslmode=require");
    assertThat(url.toString()).doesNotContain("p@ss");
  }

  @Test
  void parse_knowsTheDefaultPort() {
    assertThat(DatabaseUrl.parse("postgres://me:x@db/shop").port()).isEqualTo(5432);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'',DISABLE,-",
        "?sslmode=disable,DISABLE,-",
        "?sslmode=prefer,PREFER,prefer",
        "?a=b&sslmode=verify-ca,VERIFY_CA,verify-ca",
        "?sslmode=verify-full&a=b,VERIFY_FULL,verify-full"
      })
  void sslMode_isTheSameForBothDrivers(String query, SSLMode mode, String jdbc) {
    DatabaseUrl url = DatabaseUrl.parse("postgresql://me:x@db/shop" + query);

    assertThat(url.sslMode()).isEqualTo(mode);
    if (jdbc == null) {
      assertThat(url.jdbc()).doesNotContain("sslmode");
    } else {
      assertThat(url.jdbc()).contains("?sslmode=" + jdbc);
    }
  }

  @Test
  void parse_refusesAnUnknownSslMode() {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://me:x@db/shop?sslmode=verify_full"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("verify_full (expected: disable,");
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
