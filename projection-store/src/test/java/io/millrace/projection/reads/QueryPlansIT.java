package io.millrace.projection.reads;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.reads.RecordedQueries.Query;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks every route of large tables, and has Postgres explain each query it made: none may read a
 * table from end to end. A new route needs an entry here, a new table one in {@link LargeTables}.
 */
class QueryPlansIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long LARGE = 100_000;
  private static final long FEW = 1_000;

  /** Rows of a partition and of its table, the same where there are no partitions. */
  private record Size(long own, long whole) {}

  /** Each way to ask that makes another query; what has a next page is asked for that too. */
  private static final Map<String, List<String>> REQUESTS =
      Map.ofEntries(
          entry(
              "GET /api/analytics/sales",
              List.of(
                  "?from=2026-03-01&to=2026-03-08",
                  "?storeId=s3&from=2026-03-01&to=2026-03-08",
                  "?bucket=day&from=2025-01-01",
                  "?bucket=hour&from=1990-01-01&storeId=s3")),
          entry(
              "GET /api/analytics/top-products",
              List.of("?from=2026-03-20", "?storeId=s3&from=2026-03-20", "?by=units")),
          entry(
              "GET /api/analytics/webhooks",
              List.of("", "?bucket=minute", "?sourceKey=w3&from=2026-03-29")),
          entry("GET /api/stock", List.of("?limit=5", "?storeId=s3&limit=5")),
          entry("GET /api/stock/{productId}", List.of("/api/stock/p5", "/api/stock/p5?storeId=s5")),
          entry("GET /api/products", List.of("?limit=5")),
          entry("GET /api/products/{productId}", List.of("/api/products/p5")),
          entry("GET /api/products/search", List.of("?barcode=b5")),
          entry("POST /api/products/search", List.of("")),
          entry(
              "GET /api/receipts",
              List.of(
                  "?limit=5",
                  "?storeId=s3&limit=5",
                  "?terminalId=till3&limit=5",
                  "?storeId=s3&terminalId=till3&limit=5",
                  "?number=no5",
                  "?from=2026-03-01&to=2026-03-02",
                  "?storeId=s3&from=2025-10-01&to=2026-03-02&limit=5")),
          entry(
              "GET /api/receipts/{receiptId}",
              List.of("/api/receipts/r5", "/api/receipts/r5?storeId=s5")),
          entry("GET /api/reference/{kind}", List.of("/api/reference/customers?limit=5")),
          entry("GET /api/customers", List.of("?phone=%2B55")),
          entry("GET /api/chat/conversations", List.of("?limit=5")),
          entry(
              "GET /api/chat/{conversationId}/messages",
              List.of("/api/chat/c5/messages?limit=5", "/api/chat/c5/messages?before=m55&limit=5")),
          entry("GET /api/ai/requests/{requestId}", List.of("/api/ai/requests/q5")),
          entry("GET /api/jobs", List.of("")),
          entry("GET /api/health", List.of("")));

  /** What asks nothing of Postgres. */
  private static final Set<String> NO_QUERIES =
      Set.of(
          "GET /api/projections", "GET /api/live", "GET /ready", "GET /openapi.json", "GET /docs");

  /** Tables that stay small, by their name. */
  private static final Set<String> SMALL = Set.of("watermark", "job_run");

  @Test
  void queries_ofNoRouteScanALargeTable() throws SQLException {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      try (ReadApp app =
          ReadApp.on(postgres, postgres.url(), List.of(RecordedQueries.Recording.class))) {
        LargeTables.fill(app);
        Map<String, Size> rows = sizes(app);
        ReadClient client = app.client(LargeTables.TENANT, "read", "ops");
        List<String> scans = new ArrayList<>();
        for (Route route : Route.all(app.router())) {
          String name = route.method() + " " + route.path();
          if (!NO_QUERIES.contains(name) && !route.path().matches("/(docs|dashboard)?(/.*)?")) {
            assertThat(REQUESTS).as("requests of a new route").containsKey(name);
            scans.addAll(scans(route, client, rows));
          }
        }
        assertThat(scans).isEmpty();
      }
    }
  }

  private static List<String> scans(Route route, ReadClient client, Map<String, Size> rows) {
    List<String> scans = new ArrayList<>();
    RecordedQueries.take();
    for (String request : REQUESTS.get(route.method() + " " + route.path())) {
      for (String user : List.of("", "u3")) {
        ask(route, request.startsWith("/") ? request : route.path() + request, user, client);
      }
    }
    List<Query> queries = RecordedQueries.take();
    assertThat(queries).as("queries of %s", route).isNotEmpty();
    for (Query query : queries) {
      String plan = RecordedQueries.plan(query);
      Set<String> found = new TreeSet<>();
      walk(JSON.readTree(plan), rows, found);
      found.forEach(scan -> scans.add(route + ": " + scan + ": " + query.sql()));
    }
    return scans;
  }

  private static void ask(Route route, String path, String user, ReadClient client) {
    String next = path;
    for (int page = 0; page < 2 && next != null; page++) {
      HttpRequest.Builder request =
          user.isEmpty() ? client.request(next) : client.request(next, "X-User-Id", user);
      ReadClient.Answer answer =
          route.method().equals("GET")
              ? client.send(request.GET())
              : client.post(next, "{\"barcode\":\"b5\"}");
      assertThat(answer.status()).as("%s %s", next, answer.body()).isEqualTo(200);
      JsonNode cursor = answer.json().path("nextCursor");
      next =
          cursor.isMissingNode()
              ? null
              : path + (path.contains("?") ? "&" : "?") + "cursor=" + cursor.asString();
    }
  }

  /** Adds each node that reads a large table, or one of which that is not known, without a key. */
  private static void walk(JsonNode node, Map<String, Size> rows, Set<String> found) {
    if (node.has("Relation Name")) {
      String table = node.path("Schema").asString() + "." + node.path("Relation Name").asString();
      String type = node.path("Node Type").asString();
      boolean whole =
          type.equals("Seq Scan")
              || type.startsWith("Index") && !node.has("Index Cond") && !node.has("Order By");
      Size size = rows.getOrDefault(table, new Size(0, 0));
      if (!SMALL.contains(node.path("Relation Name").asString())) {
        if (size.whole < LARGE) {
          found.add(table + " is not filled by LargeTables");
        } else if (whole && size.own > FEW) {
          found.add(type + " on " + table);
        }
      }
    }
    node.forEach(child -> walk(child, rows, found));
  }

  private static Map<String, Size> sizes(ReadApp app) throws SQLException {
    Map<String, Size> sizes = new HashMap<>();
    try (Connection connection = app.connection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                select n.nspname || '.' || c.relname, greatest(c.reltuples, 0), sum(greatest(c.reltuples, 0)) over
                  (partition by coalesce(pg_partition_root(c.oid), c.oid))
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r'
                """)) {
      while (result.next()) {
        sizes.put(result.getString(1), new Size(result.getLong(2), result.getLong(3)));
      }
    }
    return sizes;
  }
}
