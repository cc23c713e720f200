package io.millrace.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Tills that open shifts over many connections, each with an id of its own, and keep a ledger. */
final class Load {

  private final TestApp app;
  private final ExecutorService threads;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Queue<IOException> lost = new ConcurrentLinkedQueue<>();
  private final AtomicLong slowest = new AtomicLong();
  private volatile boolean over;

  Load(TestApp app, int connections) {
    this.app = app;
    this.threads = Executors.newFixedThreadPool(connections);
    for (int i = 0; i < connections; i++) {
      String terminal = "till-" + i;
      Future<?> unused = threads.submit(() -> run(terminal));
    }
  }

  private void run(String terminal) {
    try (RawClient client = new RawClient(app.base())) {
      while (!over) {
        String id = "load-" + next.incrementAndGet();
        long began = System.nanoTime();
        int status = client.exchange(shift(id, terminal));
        slowest.accumulateAndGet(System.nanoTime() - began, Math::max);
        answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
        if (status == 202) {
          accepted.add(id);
        }
      }
    } catch (IOException e) {
      lost.add(e);
    }
  }

  private static byte[] shift(String id, String terminal) {
    return RawClient.request(
        "/api/shifts",
        "{\"shiftId\":\"%s\",\"storeId\":\"s\",\"terminalId\":\"%s\",\"type\":\"opened\"}"
            .formatted(id, terminal)
            .getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/json",
        "Authorization",
        "Bearer " + TestApp.DEMO_KEY);
  }

  int answered(int status) {
    AtomicInteger count = answers.get(status);
    return count == null ? 0 : count.get();
  }

  Set<Integer> statuses() {
    return answers.keySet();
  }

  Set<String> accepted() {
    return accepted;
  }

  Queue<IOException> lost() {
    return lost;
  }

  Duration slowest() {
    return Duration.ofNanos(slowest.get());
  }

  /** Returns once every request has its answer. */
  void end() throws InterruptedException {
    over = true;
    threads.shutdown();
    if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("requests without an answer");
    }
  }
}
