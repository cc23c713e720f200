package io.millrace.ingest;

import io.millrace.infra.embedded.RedisServer;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.event.AiLane;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast AI requests are taken or refused at twice what the workers do, by priority. Not a test:
 * {@code main [seconds] [requests per second]}, with workers for half of them.
 */
public final class AiQueueLoad {

  private record Answered(AiLane lane, int status, long nanos) {}

  private AiQueueLoad() {}

  public static void main(String[] args) throws InterruptedException {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int rate = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    try (RedisServer redis = new RedisServer(null, 0)) {
      redis.start();
      String kafka = Stack.shared().kafkaBootstrapServers();
      String[] settings = {
        "--ingest.redis.url=" + redis.url(), "--ingest.ai.queue.most-of-tenant=100"
      };
      try (TestApp one = new TestApp(kafka, settings);
          TestApp two = new TestApp(kafka, settings)) {
        one.seedKeys();
        one.awaitReady();
        two.awaitReady();
        try (FakeWorker worker = new FakeWorker(kafka, redis.url(), rate / 2 / 10)) {
          send(List.of(one, two), 5, rate);
          report(send(List.of(one, two), seconds, rate), seconds);
        }
      }
    }
    Runtime.getRuntime().halt(0);
  }

  /** Sends at a steady rate whatever the answers. A worker does ten in a second with each slot. */
  private static List<Answered> send(List<TestApp> apps, int seconds, int rate)
      throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ConcurrentLinkedQueue<Answered> answers = new ConcurrentLinkedQueue<>();
    int count = seconds * rate;
    CountDownLatch left = new CountDownLatch(count);
    long begun = System.nanoTime();
    long pause = TimeUnit.SECONDS.toNanos(1) / rate;
    for (int i = 0; i < count; i++) {
      long due = begun + i * pause;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      AiLane lane = i % 10 < 2 ? AiLane.HIGH : i % 10 < 7 ? AiLane.NORMAL : AiLane.LOW;
      HttpRequest request =
          HttpRequest.newBuilder(apps.get(i % apps.size()).base().resolve("/api/ai/requests"))
              .header("Authorization", "Bearer " + TestApp.DEMO_KEY)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(10))
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"priority\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"take 100\"}]}"
                          .formatted(lane.label())))
              .build();
      client
          .sendAsync(request, BodyHandlers.discarding())
          .whenComplete(
              (response, fault) -> {
                answers.add(new Answered(lane, status(response), System.nanoTime() - due));
                left.countDown();
              });
    }
    left.await(30, TimeUnit.SECONDS);
    return new ArrayList<>(answers);
  }

  private static int status(HttpResponse<Void> response) {
    return response == null ? 0 : response.statusCode();
  }

  private static void report(List<Answered> answers, int seconds) {
    Map<String, List<Long>> times = new TreeMap<>();
    for (Answered answer : answers) {
      for (String what :
          List.of("all", "all " + answer.status(), answer.lane().label() + " " + answer.status())) {
        times.computeIfAbsent(what, any -> new ArrayList<>()).add(answer.nanos());
      }
    }
    times.forEach(
        (what, nanos) -> {
          Collections.sort(nanos);
          System.out.printf(
              "%-12s %6d  %6.1f/s  p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms%n",
              what,
              nanos.size(),
              nanos.size() / (double) seconds,
              millis(nanos, 0.5),
              millis(nanos, 0.99),
              millis(nanos, 1));
        });
  }

  private static double millis(List<Long> sorted, double quantile) {
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * quantile)) / 1e6;
  }
}
