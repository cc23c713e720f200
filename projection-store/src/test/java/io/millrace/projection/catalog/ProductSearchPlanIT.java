package io.millrace.projection.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.query.Sql;
import io.millrace.projection.reads.ReadApp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which indexes Postgres takes among many products. */
class ProductSearchPlanIT {

  private static final ReadApp APP = ReadApp.shared();

  @BeforeAll
  static void seed() {
    APP.sql(
        """
        insert into products_v1.product
        select 'plan-' || i % 10, 'p-' || i, md5(i::text) || ' ' || md5((i / 10)::text), null,
          '4607' || i, 'SKU-' || i, null, 100, null, null, null, null, true, now(), 1
        from generate_series(1, 20000) i
        """);
    APP.sql("vacuum analyze products_v1.product");
  }

  @Test
  void matching_usesAnIndexForEachStep() throws SQLException {
    assertThat(plan(ProductSearchQuery.matching("plan-1", SearchWords.of("c4ca423 abc"), 50)))
        .contains("product_by_barcode", "product_by_sku", "product_by_words")
        .doesNotContain("Seq Scan");
  }

  @Test
  void similar_usesTheTrigrams() throws SQLException {
    assertThat(plan(ProductSearchQuery.similar("plan-1", SearchWords.of("c4ca423 xabc"), 50)))
        .contains("product_by_trigrams")
        .doesNotContain("Seq Scan");
  }

  private static String plan(Sql sql) throws SQLException {
    try (Connection connection = APP.connection();
        PreparedStatement explain =
            connection.prepareStatement("explain " + sql.text().replaceAll("\\$\\d+", "?"))) {
      for (int i = 0; i < sql.values().size(); i++) {
        explain.setObject(i + 1, sql.values().get(i));
      }
      StringBuilder plan = new StringBuilder();
      try (ResultSet lines = explain.executeQuery()) {
        while (lines.next()) {
          plan.append(lines.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }
}
