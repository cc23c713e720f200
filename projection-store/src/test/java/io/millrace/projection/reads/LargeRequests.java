package io.millrace.projection.reads;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** How each route is asked of {@link LargeTables}. */
final class LargeRequests {

  private static final List<String> SALES =
      List.of("?from=2026-03-20", "?storeId=s3&from=2026-03-20", "?from=1990-01-01&storeId=s3");

  private static final List<String> NARROWED =
      List.of(
          "?limit=5",
          "?storeId=s3&limit=5",
          "?terminalId=till3&limit=5",
          "?storeId=s3&terminalId=till3&limit=5");

  /** Each way to ask that makes another query; what has a next page is asked for that too. */
  static final Map<String, List<String>> ALL =
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
              List.of(
                  "?from=2026-03-20",
                  "?storeId=s3&from=2026-03-20",
                  "?by=units",
                  "?currency=GBP",
                  "?storeId=s3&currency=GBP")),
          entry("GET /api/analytics/payments", SALES),
          entry("GET /api/analytics/employees", SALES),
          entry("GET /api/analytics/hours", SALES),
          entry(
              "GET /api/analytics/webhooks",
              List.of("", "?bucket=minute", "?sourceKey=w3&from=2026-03-29")),
          entry("GET /api/stock", List.of("?limit=5", "?storeId=s3&limit=5")),
          entry("GET /api/stock/low", List.of("?limit=5", "?storeId=s5&limit=5")),
          entry(
              "GET /api/stock/{productId}/movements",
              List.of(
                  "/api/stock/p5/movements?limit=5", "/api/stock/p5/movements?storeId=s5&limit=5")),
          entry("GET /api/stock/{productId}", List.of("/api/stock/p5", "/api/stock/p5?storeId=s5")),
          entry("GET /api/products", List.of("?limit=5")),
          entry("GET /api/products/{productId}", List.of("/api/products/p5")),
          entry(
              "GET /api/products/search",
              List.of(
                  "?barcode=b5",
                  "?barcode=b6&limit=5",
                  "?q=b7",
                  "?q=green+tea+55",
                  "?q=grean+taa",
                  "?q=gr",
                  "?q=---")),
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
          entry("GET /api/shifts", NARROWED),
          entry("GET /api/shifts/open", NARROWED),
          entry("GET /api/reference/{kind}", List.of("/api/reference/customers?limit=5")),
          entry("GET /api/customers", List.of("?phone=%2B55")),
          entry("GET /api/chat/conversations", List.of("?limit=5")),
          entry(
              "GET /api/chat/{conversationId}/messages",
              List.of("/api/chat/c5/messages?limit=5", "/api/chat/c5/messages?before=m55&limit=5")),
          entry(
              "GET /api/notifications",
              List.of("?limit=5", "?status=unread&limit=5", "?status=read&limit=5")),
          entry("GET /api/notifications/unread-count", List.of("")),
          entry(
              "GET /api/ai/usage",
              List.of("?from=2026-03-20", "?bucket=day&from=2026-03-01&to=2026-03-20")),
          entry("GET /api/ai/requests/{requestId}", List.of("/api/ai/requests/q3")),
          entry("GET /api/ai/requests/{requestId}/stream", List.of("/api/ai/requests/q3/stream")),
          entry("DELETE /api/cache", List.of("")),
          entry("GET /api/jobs", List.of("")),
          entry("GET /api/db/stats", List.of("")),
          entry("GET /api/health", List.of("")));

  /**
   * What asks nothing of Postgres, or only while Redis is away, which the test then asks itself.
   */
  private static final Set<String> NO_QUERIES =
      Set.of(
          "GET /api/projections",
          "GET /api/cache",
          "GET /api/cache/stats",
          "GET /api/live",
          "GET /api/chat/stream",
          "GET /ready",
          "GET /openapi.json",
          "GET /docs");

  private LargeRequests() {}

  /**
   * Whether a route makes no query that is to be explained: it asks nothing, or is one of those
   * about versions of projections, which ask small tables and compare large ones as a whole.
   */
  static boolean isExempt(Route route) {
    return NO_QUERIES.contains(nameOf(route))
        || route.path().startsWith("/api/projections/{name}")
        || route.path().matches("/(docs|dashboard)?(/.*)?");
  }

  static String nameOf(Route route) {
    return route.method() + " " + route.path();
  }
}
