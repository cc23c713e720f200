package io.millrace.loadtest.compare.millrace;

import io.millrace.loadtest.compare.generator.Latencies;
import io.millrace.loadtest.compare.generator.Latency;
import io.millrace.loadtest.compare.generator.Requests;
import io.millrace.loadtest.compare.work.Receipts;
import io.millrace.loadtest.platform.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes receipts one after the other, and reads each back with {@code X-Read-After}: how long from
 * the 202 until the read API answers with it. Reads go to the receipt itself and to the sales of
 * its store in turn.
 */
public final class Visibility {

  /** The receipt itself; one sink away from the log. */
  public static final String RECEIPT = "receipt";

  /** The sales of its store; a topology and a sink away. */
  public static final String SALES = "sales";

  private static final long INTERVAL_NANOS = 50_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(31);
  private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]+)\"");
  private static final AtomicLong IDS = new AtomicLong();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Platform platform;
  private final List<Receipts.Template> templates;
  private final Map<String, Latencies> seen =
      Map.of(RECEIPT, new Latencies(), SALES, new Latencies());
  private final AtomicLong failed = new AtomicLong();

  Visibility(Platform platform, Receipts receipts) {
    this.platform = platform;
    this.templates = receipts.templates();
  }

  /** Probes for that long, and waits for the last answers. */
  public void run(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    CompletableFuture<?> all = CompletableFuture.completedFuture(null);
    for (long next = System.nanoTime(); next < end; next += INTERVAL_NANOS) {
      LockSupport.parkNanos(next - System.nanoTime());
      all = CompletableFuture.allOf(all, probe());
    }
    all.join();
  }

  /** Times by what was read. */
  public Map<String, Latency> latencies() {
    Map<String, Latency> latencies = new TreeMap<>();
    seen.forEach((what, times) -> latencies.put(what, times.summary()));
    return latencies;
  }

  /** Probes that were refused, or not visible within 30 s. */
  public long failed() {
    return failed.get();
  }

  private CompletableFuture<Void> probe() {
    long number = IDS.incrementAndGet();
    Receipts.Template template = templates.get((int) (number % templates.size()));
    String id = "probe-" + number;
    String what = number % 2 == 0 ? RECEIPT : SALES;
    HttpRequest write =
        request(platform.ingestUrl() + "/api/receipts")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(template.json().replace(Requests.ID, id)))
            .build();
    return client
        .sendAsync(write, BodyHandlers.ofString())
        .thenCompose(response -> read(what, id, template.storeId(), response))
        .handle(
            (visible, error) -> {
              if (error != null || !visible) {
                failed.incrementAndGet();
              }
              return null;
            });
  }

  private CompletableFuture<Boolean> read(
      String what, String id, String store, HttpResponse<String> accepted) {
    long since = System.nanoTime();
    Matcher position = POSITION.matcher(accepted.body());
    if (accepted.statusCode() != 202 || !position.find()) {
      return CompletableFuture.completedFuture(false);
    }
    String path =
        what.equals(RECEIPT)
            ? "/api/receipts/" + id + "?storeId=" + store
            : "/api/analytics/sales?bucket=hour&storeId=" + store;
    HttpRequest read =
        request(platform.projectionUrl() + path)
            .header("X-Read-After", position.group(1))
            .header("Prefer", "wait=30")
            .build();
    return client
        .sendAsync(read, BodyHandlers.discarding())
        .thenApply(
            response -> {
              boolean visible = response.statusCode() == 200;
              if (visible) {
                Latencies times = seen.get(what);
                if (times != null) {
                  times.add(System.nanoTime() - since);
                }
              }
              return visible;
            });
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + Platform.API_KEY);
  }
}
