package io.millrace.devstack.up;

import io.millrace.infra.embedded.StackKind;
import java.util.List;

/** What {@code up} prints once everything is ready. */
final class Banner {

  private static final String NO_DEMO_KEY =
      "No demo key: Kafka is not on this machine, so use a key of its own.\n";

  private Banner() {}

  static String of(UpSettings settings, List<Instance> instances, StackParts stack) {
    StringBuilder text = new StringBuilder("\nMillrace is ready.\n\n");
    for (Instance instance : instances) {
      line(text, instance.name(), "http://localhost:" + instance.port());
    }
    boolean own = settings.stack() != StackKind.EXTERNAL;
    line(text, "kafka", stack.kafkaBootstrapServers());
    line(text, "postgres", own ? stack.databaseUrl() : withoutPassword(stack.databaseUrl()));
    line(text, "redis", own ? stack.redisUrl() : withoutPassword(stack.redisUrl()));
    text.append("\nDashboard: ").append(url(settings, App.PROJECTION_STORE)).append("/\n");
    text.append(stack.isLocal() ? examples(settings) : NO_DEMO_KEY);
    return text.append("\nCtrl-C stops everything; the data stays.\n").toString();
  }

  static String withoutPassword(String url) {
    return url.replaceAll("//([^:@/]*):[^@/]*@", "//$1:***@");
  }

  private static String examples(UpSettings settings) {
    return """
        API key of tenant demo: %1$s

        Try it:
          curl -sw "\\n" %2$s/api/receipts -H 'Authorization: Bearer %1$s' -H 'Content-Type: application/json' \
        -d '{"receiptId":"first","storeId":"corner","occurredAt":"2026-01-05T10:15:00Z","currency":"EUR","items":[{"productId":"tea","name":"Green tea","quantity":2,"price":450}],"total":900}'
          curl -sw "\\n" '%3$s/api/analytics/sales?storeId=corner&bucket=hour&from=2026-01-05&to=2026-01-06' -H 'Authorization: Bearer %1$s' -H 'X-Read-After: sales.receipts.v1-3@0'
          curl -sw "\\n" '%3$s/api/stock/tea?storeId=corner' -H 'Authorization: Bearer %1$s' -H 'X-Read-After: sales.receipts.v1-3@0'
        """
        .formatted(DemoKey.KEY, url(settings, App.INGEST_API), url(settings, App.PROJECTION_STORE));
  }

  private static void line(StringBuilder text, String name, String where) {
    text.append("  %-19s %s%n".formatted(name, where));
  }

  private static String url(UpSettings settings, App app) {
    return "http://localhost:" + settings.endpoint(app).port();
  }
}
