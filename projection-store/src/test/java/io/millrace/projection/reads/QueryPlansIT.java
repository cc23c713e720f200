package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.ai.AiRequestQuery;
import io.millrace.projection.reads.RecordedQueries.Query;
import io.millrace.schemas.event.Keys;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
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
 * table from end to end, neither with the values it was asked with nor as a statement that was
 * prepared for any values, which Postgres may turn to. A new route needs an entry in {@link
 * LargeRequests}, a new table one in {@link LargeTables}.
 */
class QueryPlansIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long LARGE = 100_000;
  private static final long FEW = 1_000;

  /** Rows of a partition and of its table, the same where there are no partitions. */
  private record Size(long own, long whole) {}

  /** Tables that stay small, by their name. */
  private static final Set<String> SMALL =
      Set.of(
          "watermark",
          "job_run",
          "cache_asked",
          "cache_epoch",
          "cache_figures",
          "projection_version",
          "taken_after_stocktake");

  @Test
  void queries_ofNoRouteScanALargeTable() throws SQLException {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      try (ReadApp app =
          ReadApp.on(
              postgres,
              postgres.url(),
              List.of(RecordedQueries.Recording.class),
              "--auth.admin-tenant=" + LargeTables.TENANT)) {
        LargeTables.fill(app);
        Map<String, Size> rows = sizes(app);
        List<ReadClient> clients =
            List.of(app.client(LargeTables.TENANT, "read", "ops"), app.anonymous(userToken(app)));
        List<String> scans = new ArrayList<>();
        for (Route route : Route.all(app.router())) {
          if (!LargeRequests.isExempt(route)) {
            scans.addAll(scans(app, route, clients, rows));
          }
        }
        scans.addAll(scansOfConversations(app, rows));
        assertThat(scans).isEmpty();
      }
    }
  }

  private static String userToken(ReadApp app) {
    return app.issuer()
        .token(
            app.issuer()
                .claims(ReadApp.NOW)
                .claim("tenant", LargeTables.TENANT)
                .claim("scope", "read ops")
                .subject(LargeTables.USER));
  }

  /** What those who wait for an answer in a conversation have asked while Redis is away. */
  private static List<String> scansOfConversations(ReadApp app, Map<String, Size> rows) {
    RecordedQueries.take();
    app.bean("aiRequestQuery", AiRequestQuery.class)
        .newest(
            List.of(Keys.of(LargeTables.TENANT, "c5"), Keys.of(LargeTables.TENANT, "c7")),
            Instant.now().minus(Duration.ofMinutes(15)))
        .block();
    return scans(app, "conversations", RecordedQueries.take(), rows);
  }

  private static List<String> scans(
      ReadApp app, Route route, List<ReadClient> clients, Map<String, Size> rows) {
    String name = LargeRequests.nameOf(route);
    assertThat(LargeRequests.ALL).as("requests of a new route").containsKey(name);
    RecordedQueries.take();
    for (String request : LargeRequests.ALL.get(name)) {
      for (ReadClient client : clients) {
        ask(route, request.startsWith("/") ? request : route.path() + request, client);
      }
    }
    return scans(app, name, RecordedQueries.take(), rows);
  }

  private static List<String> scans(
      ReadApp app, String asker, List<Query> queries, Map<String, Size> rows) {
    assertThat(queries).as("queries of %s", asker).isNotEmpty();
    List<String> scans = new ArrayList<>();
    for (Query query : queries) {
      for (String plan : List.of(RecordedQueries.plan(query), query.genericPlan(app))) {
        Set<String> found = new TreeSet<>();
        walk(JSON.readTree(plan), rows, found);
        found.forEach(scan -> scans.add(asker + ": " + scan + ": " + query.sql()));
      }
    }
    return scans;
  }

  private static void ask(Route route, String path, ReadClient client) {
    String next = path;
    for (int page = 0; page < 2 && next != null; page++) {
      HttpRequest.Builder request = client.request(next, "Content-Type", "application/json");
      ReadClient.Answer answer =
          client.send(
              route.method().equals("POST")
                  ? request.POST(BodyPublishers.ofString("{\"barcode\":\"b8\"}"))
                  : request.method(route.method(), BodyPublishers.noBody()));
      if (answer.status() == 400 && answer.code().equals("user-missing")) {
        return;
      }
      assertThat(answer.status()).as("%s %s", next, answer.body()).isEqualTo(200);
      if (answer.header("Content-Type").startsWith("text/event-stream")) {
        return;
      }
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
