package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.support.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Stock is read through indexes, however large its tables are. */
class StockScansIT {

  private static final ReadApp APP = ReadApp.shared();
  private static final TestDatabase DATABASE = TestDatabase.at(APP.postgres().url());

  private static final String SCANS =
      "select coalesce(sum(%s), 0) from pg_stat_user_tables where schemaname in"
          + " ('stock_movements_v1', 'stock_levels_v1', 'stock_alerts_v1', 'products_v1')"
          + " and relname ~ '^(stock_movement_20|stock_level|stock_alert|product)' and n_live_tup > 1000";

  @BeforeAll
  static void fill() {
    DATABASE.execute(
        "select ensure_partitions('stock_movements_v1.stock_movement', '3 months',"
            + " '2024-01-01Z', '2026-03-31Z')");
    DATABASE.execute(
        """
        insert into stock_movements_v1.stock_movement
        select 'scan-' || n % 5, 's' || n % 7, 'p' || n % 50,
          timestamptz '2024-01-01T00:00:00Z' + n * interval '25 minutes', 0, n % 353 = 0, n,
          case when n % 353 = 0 then 'movement' else 'receipt' end, 'f' || n,
          case when n % 353 = 0 then 'stocktake' else 'sale' end, 1000, now()
        from generate_series(1, 40000) n
        """);
    DATABASE.execute(
        """
        insert into products_v1.product (tenant, product_id, name, price, is_active, updated_at,
          log_offset, low_stock_threshold_milli)
        select 'scan-' || n % 5, 'p' || n, 'Product', 1, true, now(), 1,
          case when n % 3 = 0 then 5000 end
        from generate_series(1, 6000) n
        """);
    DATABASE.execute(
        """
        insert into stock_levels_v1.stock_level
        select 'scan-' || n % 5, 's' || s, 'p' || n, n * 10, now(), null, 1
        from generate_series(1, 6000) n, generate_series(1, 7) s
        """);
    for (String table :
        new String[] {
          "stock_movements_v1.stock_movement",
          "products_v1.product",
          "stock_levels_v1.stock_level",
          "stock_alerts_v1.stock_alert"
        }) {
      DATABASE.execute("vacuum analyze " + table);
    }
  }

  @Test
  void movementsAndLowStock_scanNoTable() {
    ReadClient client = APP.client("scan-3", "read");
    long before = scans("seq_scan");
    for (String path :
        new String[] {
          "/api/stock/p3/movements?storeId=s3",
          "/api/stock/p3/movements?limit=3",
          "/api/stock/low?storeId=s3&limit=20",
          "/api/stock/low?limit=20"
        }) {
      long indexed = scans("idx_scan");
      JsonNode page = client.get(path).json();
      String next = page.path("nextCursor").asString("");
      assertThat(next).as("%s %s", path, page).isNotEmpty();
      assertThat(client.get(path + "&cursor=" + next).status()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(20)).until(() -> scans("idx_scan") > indexed);
      assertThat(scans("seq_scan")).as(path).isEqualTo(before);
    }
  }

  private static long scans(String kind) {
    return Long.parseLong(DATABASE.value(SCANS.formatted(kind)));
  }
}
