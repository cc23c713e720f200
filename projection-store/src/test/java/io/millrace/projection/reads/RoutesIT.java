package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RoutesIT {

  private static final Instant AT = Instant.parse("2026-03-28T10:00:00Z");

  private final ReadApp app = ReadApp.shared();

  @Test
  void topProducts_rankedByRevenueOrUnits_equalOnesById() {
    ReadClient client = app.client("r-top", "read");
    sold("r-top", "b", "Bread", 3000, 100, AT);
    sold("r-top", "a", "Apple", 1000, 100, AT);
    sold("r-top", "c", "Old name", 2500, 50, AT);
    sold("r-top", "c", "New name", 3000, -10, AT.plusSeconds(900));
    sold("other", "x", "Foreign", 9000, 9000, AT);
    app.sql(
        "insert into products_v1.product (tenant, product_id, name, price, is_active, updated_at,"
            + " log_offset) values ('r-top', 'a', 'Apple, green', 1, true, now(), 1)");
    assertThat(client.get("/api/analytics/top-products").json().path("products").toString())
        .isEqualTo(
            "[{\"productId\":\"a\",\"name\":\"Apple, green\",\"units\":1,\"revenue\":100},"
                + "{\"productId\":\"b\",\"name\":\"Bread\",\"units\":3,\"revenue\":100},"
                + "{\"productId\":\"c\",\"name\":\"New name\",\"units\":5.5,\"revenue\":40}]");
    JsonNode byUnits = client.get("/api/analytics/top-products?by=units&limit=1&storeId=st").json();
    assertThat(byUnits.path("products")).hasSize(1);
    assertThat(byUnits.path("products").get(0).path("productId").asString()).isEqualTo("c");
    assertThat(client.get("/api/analytics/top-products?by=name").code()).isEqualTo("bad-parameter");
    assertThat(client.get("/api/analytics/top-products?limit=501").status()).isEqualTo(400);
    sold("r-top", "d", "Dear", 1000, 1, AT.plusSeconds(1800));
    app.sql(
        "update product_sales_v1.product_sales set currency = 'EUR' where tenant = 'r-top' and"
            + " product_id = 'd'");
    assertThat(client.get("/api/analytics/top-products").code()).isEqualTo("mixed-currencies");
    assertThat(client.get("/api/analytics/top-products?currency=EUR").json().path("products"))
        .hasSize(1);
  }

  private void sold(
      String tenant, String product, String name, long units, long revenue, Instant start) {
    app.sql(
        "insert into product_sales_v1.product_sales values (?, 'st', 'GBP', ?, ?, ?, ?, ?, 1)",
        tenant,
        product,
        start,
        name,
        units,
        revenue);
  }

  @Test
  void webhooks_sumTypesByMinuteAndHour() {
    ReadClient client = app.client("r-hooks", "read");
    for (String row :
        List.of(
            "'src','2026-03-29T11:58:00Z',3,1,0,300,'{\"push\":2,\"ping\":1}'",
            "'src','2026-03-29T11:59:00Z',1,0,2,50,'{\"push\":1}'",
            "'two','2026-03-29T12:01:00Z',0,5,0,0,'{}'")) {
      app.sql("insert into webhook_stats_v1.webhook_minute values ('r-hooks'," + row + ",1)");
    }
    JsonNode hours = client.get("/api/analytics/webhooks").json().path("buckets");
    assertThat(hours).hasSize(2);
    assertThat(hours.get(0).path("start").asString()).isEqualTo("2026-03-29T11:00:00Z");
    assertThat(hours.get(0).path("accepted").asInt()).isEqualTo(4);
    assertThat(hours.get(0).path("rejected").asInt()).isEqualTo(1);
    assertThat(hours.get(0).path("duplicates").asInt()).isEqualTo(2);
    assertThat(hours.get(0).path("bytes").asInt()).isEqualTo(350);
    assertThat(hours.get(0).path("byType").path("push").asInt()).isEqualTo(3);
    assertThat(hours.get(0).path("byType").path("ping").asInt()).isEqualTo(1);
    assertThat(hours.get(1).path("byType").isEmpty()).isTrue();
    JsonNode minutes =
        client.get("/api/analytics/webhooks?bucket=minute&sourceKey=src").json().path("buckets");
    assertThat(minutes).hasSize(2);
    assertThat(minutes.get(1).path("start").asString()).isEqualTo("2026-03-29T11:59:00Z");
    assertThat(client.get("/api/analytics/webhooks?bucket=day").code()).isEqualTo("bad-parameter");
    ReadClient other = app.client("r-hooks2", "read");
    assertThat(other.get("/api/analytics/webhooks").json().path("buckets")).isEmpty();
  }

  @Test
  void stock_pagesOverEveryLevelOnce() {
    ReadClient client = app.client("r-stock", "read");
    app.sql(
        """
        insert into stock_levels_v1.stock_level
        select 'r-stock', case when n % 2 = 0 then 'a/b' else 'st' end, 'p%' || n, n * 100, now(),
          null, 1
        from generate_series(1, 1203) n
        """);
    List<String> seen = new ArrayList<>();
    String path = "/api/stock?limit=500";
    for (String next = ""; next != null; ) {
      JsonNode page = client.get(path + next).json();
      page.path("levels").forEach(level -> seen.add(level.path("productId").asString()));
      next = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : null;
    }
    assertThat(seen).hasSize(1203).doesNotHaveDuplicates();
    assertThat(client.get("/api/stock?storeId=st").json().path("levels")).hasSize(50);
    JsonNode one = client.get("/api/stock/p%251?storeId=st").json().path("levels");
    assertThat(one).hasSize(1);
    assertThat(one.get(0).path("quantity").toString()).isEqualTo("0.1");
    assertThat(client.get("/api/stock/p%251?storeId=nowhere").code()).isEqualTo("not-found");
    assertThat(app.client("r-stock2", "read").get("/api/stock/p%251").status()).isEqualTo(404);
    for (String bad : List.of("limit=0", "limit=501", "limit=x", "cursor=%21", "cursor=YQ")) {
      ReadClient.Answer refused = client.get("/api/stock?" + bad);
      assertThat(refused.status()).as(bad).isEqualTo(400);
      assertThat(refused.json().path("parameter").asString())
          .isEqualTo(bad.substring(0, bad.indexOf('=')));
    }
  }

  @Test
  void products_listedFoundAndSearchedByBarcode() {
    ReadClient client = app.client("r-prod", "read");
    app.sql(
        """
        insert into products_v1.product values ('r-prod', 'p1', 'Milk', null, '4601', 's1', null,
          250, 200, 'l', 1250, 2500, true, '2026-03-01T00:00:00Z', 1),
          ('r-prod', 'p2', 'Bread', 'Rye', null, null, null, 100, null, null, null, null, false,
          '2026-03-01T00:00:00Z', 2)
        """);
    assertThat(client.get("/api/products/p1").body())
        .isEqualTo(
            "{\"productId\":\"p1\",\"name\":\"Milk\",\"barcode\":\"4601\",\"sku\":\"s1\","
                + "\"price\":250,\"cost\":200,\"unit\":\"l\",\"taxRate\":12.5,"
                + "\"lowStockThreshold\":2.5,\"isActive\":true,"
                + "\"updatedAt\":\"2026-03-01T00:00:00Z\"}");
    assertThat(client.get("/api/products/p3").code()).isEqualTo("not-found");
    JsonNode first = client.get("/api/products?limit=1").json();
    assertThat(first.path("products").get(0).path("productId").asString()).isEqualTo("p1");
    JsonNode second =
        client.get("/api/products?limit=1&cursor=" + first.path("nextCursor").asString()).json();
    assertThat(second.path("products").get(0).path("productId").asString()).isEqualTo("p2");
    assertThat(second.has("nextCursor")).isFalse();
    assertThat(client.get("/api/products/search?barcode=4601").json().path("products")).hasSize(1);
    assertThat(client.get("/api/products/search?barcode=0").json().path("products")).isEmpty();
    assertThat(
            client.post("/api/products/search", "{\"barcode\":\"4601\"}").json().path("products"))
        .hasSize(1);
    assertThat(client.get("/api/products/search?q=milk").json().path("products")).hasSize(1);
    assertThat(client.get("/api/products/search").code()).isEqualTo("bad-parameter");
    assertThat(client.post("/api/products/search", "{}").status()).isEqualTo(400);
    assertThat(client.post("/api/products/search", "").status()).isEqualTo(400);
    assertThat(client.post("/api/products/search", "{nonsense").status()).isEqualTo(400);
    ReadClient other = app.client("r-prod2", "read");
    assertThat(other.get("/api/products/p1").status()).isEqualTo(404);
    assertThat(other.get("/api/products/search?barcode=4601").json().path("products")).isEmpty();
  }

  @Test
  void receipts_newestFirstWithFiltersAndPages() {
    ReadClient client = app.client("r-rec", "read");
    app.store("r-rec", "st", "Asia/Tashkent", "UZS");
    app.sql(
        """
        insert into receipts_v1.receipt
        select 'r-rec', 'st', 'r' || n, case when n % 2 = 0 then 't1' else 't2' end, null,
          'no-' || n, 'sale', timestamptz '2026-03-01T00:00:00Z' + (n / 3) * interval '1 minute',
          '', 0, n, null, null, '[{"productId":"p","quantity":1.5}]', '[]', now()
        from generate_series(1, 620) n
        """);
    List<String> seen = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (String next = ""; next != null; ) {
      JsonNode page = client.get("/api/receipts?limit=400" + next).json();
      page.path("receipts")
          .forEach(
              receipt -> {
                seen.add(receipt.path("receiptId").asString());
                times.add(receipt.path("occurredAt").asString());
              });
      next = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : null;
    }
    assertThat(seen).hasSize(620).doesNotHaveDuplicates();
    assertThat(times).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(
            client.get("/api/receipts?storeId=st&terminalId=t1&limit=500").json().path("receipts"))
        .hasSize(310);
    assertThat(client.get("/api/receipts?number=no-7").json().path("receipts")).hasSize(1);
    assertThat(
            client
                .get("/api/receipts?storeId=st&from=2026-03-01&to=2026-03-01T05:02:00+05:00")
                .json()
                .path("receipts"))
        .hasSize(5);
    app.identifyReceipts("r-rec");
    JsonNode one = client.get("/api/receipts/r7").json();
    assertThat(one.path("items").get(0).path("quantity").asDouble()).isEqualTo(1.5);
    assertThat(one.path("total").asInt()).isEqualTo(7);
    assertThat(one.has("currency")).isFalse();
    assertThat(client.get("/api/receipts/none").code()).isEqualTo("not-found");
    assertThat(client.get("/api/receipts?cursor=YS9iL2M").json().path("parameter").asString())
        .isEqualTo("cursor");
    assertThat(app.client("r-rec2", "read").get("/api/receipts/r7").status()).isEqualTo(404);
    app.sql(
        "insert into receipts_v1.receipt select tenant, 'two', receipt_id, terminal_id, shift_id,"
            + " receipt_number, type, occurred_at, currency, discount, 99, customer_id,"
            + " employee_id, lines, payments, ingested_at from receipts_v1.receipt"
            + " where tenant = 'r-rec' and receipt_id = 'r7'");
    app.identifyReceipts("r-rec");
    assertThat(client.get("/api/receipts/r7").json().path("parameter").asString())
        .isEqualTo("storeId");
    assertThat(client.get("/api/receipts/r7?storeId=two").json().path("total").asInt())
        .isEqualTo(99);
  }

  @Test
  void reference_listsAKindAndFindsCustomersByPhone() {
    ReadClient client = app.client("r-ref", "read");
    app.store("r-ref", "st", "UTC", "EUR");
    app.sql(
        "insert into reference_v1.reference values ('r-ref','customers','c1','Ann',null,null,"
            + "'+998901234567','{}',now(),1)");
    JsonNode stores = client.get("/api/reference/stores").json().path("items");
    assertThat(stores).hasSize(1);
    assertThat(stores.get(0).path("attributes").path("city").asString()).isEqualTo("X");
    assertThat(client.get("/api/reference/planets").code()).isEqualTo("not-found");
    for (String phone : List.of("%2B998901234567", "+998901234567")) {
      assertThat(client.get("/api/customers?phone=" + phone).json().path("customers")).hasSize(1);
    }
    assertThat(client.get("/api/customers").json().path("parameter").asString()).isEqualTo("phone");
    assertThat(app.client("r-ref2", "read").get("/api/reference/stores").json().path("items"))
        .isEmpty();
  }

  @Test
  void aiRequest_queuedThenAnsweredOrFailed() {
    ReadClient client = app.client("r-ai", "read");
    app.sql(
        """
        insert into ai_requests_v1.ai_request values
          ('r-ai', 'q', 'ann', 'queued', 'high', now(), 0, null, false, null, 0, 0, 0, null, null,
            null, null, null),
          ('r-ai', 'f', null, 'failed', 'low', now(), 3, null, false, 'demo', 1, 0, 1, 5, 6,
            'timeout', 'took too long', now())
        """);
    JsonNode queued = client.get("/api/ai/requests/q").json();
    assertThat(queued.path("status").asString()).isEqualTo("queued");
    assertThat(queued.has("answer")).isFalse();
    assertThat(queued.path("usage").path("totalTokens").asInt()).isZero();
    JsonNode failed = client.get("/api/ai/requests/f").json();
    assertThat(failed.path("attempts").asInt()).isEqualTo(3);
    assertThat(failed.path("error").path("code").asString()).isEqualTo("timeout");
    assertThat(failed.path("waitMs").asInt()).isEqualTo(5);
    assertThat(client.get("/api/ai/requests/none").code()).isEqualTo("not-found");
    assertThat(app.client("r-ai2", "read").get("/api/ai/requests/q").status()).isEqualTo(404);
  }

  @Test
  void projections_needScopeOps() {
    assertThat(app.client("r-ops", "read").get("/api/projections").code())
        .isEqualTo("scope-missing");
    JsonNode projections = app.client("r-ops2", "ops").get("/api/projections").json();
    assertThat(projections.path("projections").findValuesAsString("name"))
        .contains("receipts", "stock-levels");
  }
}
