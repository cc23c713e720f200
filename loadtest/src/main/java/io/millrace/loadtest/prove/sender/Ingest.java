package io.millrace.loadtest.prove.sender;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

/**
 * Where requests go.
 *
 * @param url of ingest-api, without a slash at the end
 * @param apiKey with scope write and ops
 */
record Ingest(String url, String apiKey) {

  /** Longer than ingest-api waits for Kafka, so that it is the one to say 503. */
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  HttpRequest.Builder post(String path, byte[] body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  /** Lets the few users of the ledger write as often as many would. */
  HttpRequest plan() {
    String body =
        "{\"limits\":{\"ai\":\"off\",\"chat\":\"off\",\"api\":\"off\"},\"tenants\":[\"demo\"]}";
    return put("/api/plans/ledger", body);
  }

  /** A product that is named as its id is. */
  HttpRequest product(String id, int lowStockThreshold) {
    return put(
        "/api/products/" + id,
        "{\"name\":\"%s\",\"price\":100,\"lowStockThreshold\":%d}"
            .formatted(id, lowStockThreshold));
  }

  private HttpRequest put(String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + apiKey)
        .PUT(BodyPublishers.ofString(body))
        .build();
  }

  HttpRequest.Builder postWithKey(String path, byte[] body) {
    return post(path, body).header("Authorization", "Bearer " + apiKey);
  }
}
