package io.millrace.devstack.up;

import java.util.List;
import java.util.stream.Collectors;

/** What {@code up} prints once everything is ready. */
final class Banner {

  private Banner() {}

  static String of(UpSettings settings, List<Instance> instances, StackParts stack) {
    String ingest = url(settings, App.INGEST_API);
    String read = url(settings, App.PROJECTION_STORE);
    String apps =
        instances.stream()
            .map(
                instance ->
                    "  %-19s http://localhost:%d%n".formatted(instance.name(), instance.port()))
            .collect(Collectors.joining());
    return """

        Millrace is ready.

        %s  %-19s %s
          %-19s %s
          %-19s %s

        Dashboard: %s/
        API key of tenant demo: %s

        Try it:
          curl -s %s/api/receipts -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \
        -d '{"receiptId":"first","storeId":"corner","currency":"EUR","items":[{"productId":"tea","name":"Green tea","quantity":2,"price":450}],"total":900}'
          curl -s '%s/api/analytics/sales?storeId=corner&bucket=hour' -H 'Authorization: Bearer %s'
          curl -s %s/api/sources -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' \
        -d '{"name":"my repository","scheme":"github"}'

        Ctrl-C stops everything; the data stays.
        """
        .formatted(
            apps,
            "kafka",
            stack.kafkaBootstrapServers(),
            "postgres",
            stack.databaseUrl(),
            "redis",
            stack.redisUrl(),
            read,
            DemoKey.KEY,
            ingest,
            DemoKey.KEY,
            read,
            DemoKey.KEY,
            ingest,
            DemoKey.KEY);
  }

  private static String url(UpSettings settings, App app) {
    return "http://localhost:" + settings.endpoint(app).port();
  }
}
