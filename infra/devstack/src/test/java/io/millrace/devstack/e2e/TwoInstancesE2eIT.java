package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Two processes each of stream-processors and projection-store share the work; one of each is ended
 * with SIGKILL under load and kept down. Reads of the other never fail and every figure is exact.
 */
@Order(5)
@ExtendWith(PlatformExtension.class)
class TwoInstancesE2eIT {

  private static final Logger log = LoggerFactory.getLogger(TwoInstancesE2eIT.class);

  /** Enough to have some in every partition. */
  private static final int STORES = 24;

  private static final Instant SOLD_AT =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);
  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration TARGET = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final Map<Integer, Long> receipts = new TreeMap<>();
  private final ConcurrentLinkedQueue<String> failedReads = new ConcurrentLinkedQueue<>();
  private final AtomicLong reads = new AtomicLong();

  @Test
  void reads_goOnAndFiguresAreExactWhenOneOfTwoDies(Platform platform) throws Exception {
    platform.ensureSeveralOfEach();
    MillraceProcess millrace = platform.millrace();
    MillraceClient client = platform.demo();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      threads.submit(
          () -> {
            send(client);
            return null;
          });
      threads.submit(() -> read(millrace.projectionUrl()));
      Duration before = awaitFresh(client, LIMIT);

      List<String> victims = List.of("stream-processors-2", "projection-store-2");
      long killed = System.nanoTime();
      victims.forEach(millrace::end9);
      try (AutoCloseable down = millrace.keepDown(victims)) {
        awaitFresh(client, LIMIT);
      }
      Duration recovery = Duration.ofNanos(System.nanoTime() - killed);
      done.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

      log.info(
          "fresh {} ms after the first receipt, {} ms after SIGKILL of {} (target {} s: {});"
              + " {} receipts, {} reads",
          before.toMillis(),
          recovery.toMillis(),
          victims,
          TARGET.toSeconds(),
          recovery.compareTo(TARGET) <= 0 ? "met" : "missed",
          sent.get(),
          reads.get());
      assertThat(failedReads).isEmpty();
      assertThat(reads.get()).isGreaterThan(100);
      await("every receipt is counted once")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(counted(client)).isEqualTo(receipts));
    } finally {
      done.countDown();
      threads.shutdownNow();
    }
  }

  /** A receipt after the other until told to end, in one store after the other. */
  private void send(MillraceClient client) throws InterruptedException {
    while (!done.await(25, TimeUnit.MILLISECONDS)) {
      sell(client, List.of((int) (sent.get() % STORES)));
    }
  }

  /** One receipt in each of the stores; tells where they are. */
  private List<String> sell(MillraceClient client, List<Integer> stores) {
    JsonNode answer = client.post("/api/receipts", stores.stream().map(this::receipt).toList());
    synchronized (receipts) {
      stores.forEach(store -> receipts.merge(store, 1L, Long::sum));
    }
    return answer.get("results").findValuesAsString("position");
  }

  private Map<String, Object> receipt(int store) {
    long number = sent.incrementAndGet();
    return Map.of(
        "receiptId",
        "two-" + number,
        "storeId",
        "two-" + store,
        "type",
        "sale",
        "currency",
        "EUR",
        "occurredAt",
        SOLD_AT.plusSeconds(number % 3_600).toString(),
        "items",
        List.of(Map.of("productId", "tea", "name", "Tea", "quantity", 1, "price", 100)),
        "total",
        100);
  }

  private void read(String projectionUrl) {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(projectionUrl + sales(0)))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer demo-key")
            .build();
    try {
      while (!done.await(20, TimeUnit.MILLISECONDS)) {
        reads.incrementAndGet();
        try {
          HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
          if (response.statusCode() != 200) {
            failedReads.add(response.statusCode() + " " + response.body());
          }
        } catch (java.io.IOException e) {
          failedReads.add(e.toString());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a receipt of every store is in its sums within two seconds; tells how long. */
  private Duration awaitFresh(MillraceClient client, Duration limit) {
    long began = System.nanoTime();
    await("reads are fresh")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> slowest(client).compareTo(FRESH) < 0);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Duration slowest(MillraceClient client) throws Exception {
    long began = System.nanoTime();
    List<String> positions = sell(client, IntStream.range(0, STORES).boxed().toList());
    client.getAfter(sales(0), String.join(", ", positions));
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Map<Integer, Long> counted(MillraceClient client) throws Exception {
    Map<Integer, Long> counted = new TreeMap<>();
    for (int store = 0; store < STORES; store++) {
      JsonNode buckets = client.get(sales(store)).get("buckets");
      long sum = 0;
      for (JsonNode bucket : buckets) {
        assertThat(bucket.get("revenue").asLong()).isEqualTo(bucket.get("receipts").asLong() * 100);
        sum += bucket.get("receipts").asLong();
      }
      counted.put(store, sum);
    }
    return counted;
  }

  private static String sales(int store) {
    return "/api/analytics/sales?bucket=hour&storeId=two-"
        + store
        + "&from="
        + SOLD_AT
        + "&to="
        + SOLD_AT.plus(1, ChronoUnit.DAYS);
  }
}
