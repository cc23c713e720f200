package io.millrace.loadtest.bulk;

import io.millrace.loadtest.platform.PlatformException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends batches over several connections, each again until all of it is taken, whatever happens to
 * the platform meanwhile.
 */
public final class BulkWriter {

  private static final int CONNECTIONS = 16;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 100;
  private static final int MULTI_STATUS = 207;
  private static final int SLOW_BODY = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FAULT = 500;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final AtomicLong retries = new AtomicLong();
  private final String url;
  private final String apiKey;

  /**
   * A writer.
   *
   * @param url of ingest-api, without a slash at the end
   * @param apiKey with scope write, and ops of the admin tenant for {@link #liftLimits}
   */
  public BulkWriter(String url, String apiKey) {
    this.url = url;
    this.apiKey = apiKey;
  }

  /** Lets one key of a tenant write as many events a second as can be stored. */
  public void liftLimits(String tenant) throws InterruptedException {
    put(
        "/api/plans/bulk",
        "{\"limits\":{\"api\":\"off\",\"key\":\"off\",\"address\":\"off\"},\"tenants\":[\"%s\"]}"
            .formatted(tenant));
  }

  /** Writes one thing that is no batch. */
  public void put(String path, String json) throws InterruptedException {
    send(path, request(path).PUT(BodyPublishers.ofString(json)).build());
  }

  /** Returns once all is taken; how long that took. */
  public Duration write(Iterator<Batch> batches) throws InterruptedException {
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        running.add(
            threads.submit(
                () -> {
                  drain(batches);
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof PlatformException known
          ? known
          : new PlatformException("cannot write: " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Batches that had to be sent again. */
  public long retries() {
    return retries.get();
  }

  private void drain(Iterator<Batch> batches) throws InterruptedException {
    for (Optional<Batch> next = next(batches); next.isPresent(); next = next(batches)) {
      Batch batch = next.get();
      send(batch.path(), request(batch.path()).POST(BodyPublishers.ofString(batch.body())).build());
    }
  }

  private static Optional<Batch> next(Iterator<Batch> batches) {
    synchronized (batches) {
      return batches.hasNext() ? Optional.of(batches.next()) : Optional.empty();
    }
  }

  private void send(String path, HttpRequest request) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String trouble = "";
    while (System.nanoTime() < end) {
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        if (status / 100 == 2 && status != MULTI_STATUS) {
          return;
        }
        trouble = status + " " + response.body();
        boolean passes =
            status == MULTI_STATUS
                || status == SLOW_BODY
                || status == TOO_MANY_REQUESTS
                || status >= FAULT;
        if (!passes) {
          break;
        }
      } catch (IOException e) {
        trouble = e.toString();
      }
      retries.incrementAndGet();
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new PlatformException(path + ": " + trouble);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + apiKey)
        .header("Content-Type", "application/json");
  }
}
