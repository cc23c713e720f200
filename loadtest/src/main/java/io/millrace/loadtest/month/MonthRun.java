package io.millrace.loadtest.month;

import io.millrace.loadtest.bulk.BulkWriter;
import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.platform.TopicReader;
import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.evidence.ViewWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Writes the month of every store, and holds what is read back against a recomputation. */
final class MonthRun {

  private static final Duration LIMIT = Duration.ofMinutes(7);
  private static final int READERS = 4;

  private record Compared(long figures, List<String> differences) {}

  private final Platform platform;
  private final Consumer<String> progress;

  MonthRun(Platform platform, Consumer<String> progress) {
    this.platform = platform;
    this.progress = progress;
  }

  MonthResult run(List<ShopMonth> months, int kills, long seed) throws InterruptedException {
    BulkWriter writer = new BulkWriter(platform.ingestUrl(), Platform.API_KEY);
    writer.liftLimits(Platform.TENANT);
    for (ShopMonth month : months) {
      Shop shop = month.shop();
      writer.put(
          "/api/reference/stores/" + shop.id(),
          "{\"name\":\"%s\",\"timezone\":\"%s\",\"currency\":\"%s\"}"
              .formatted(shop.id(), shop.zone(), shop.currency()));
    }
    progress.accept(months.size() + " stores are there");
    Kills killing = Kills.start(platform, kills, seed, progress);
    long start = System.nanoTime();
    Duration writing = writer.write(Deliveries.of(months, seed));
    progress.accept("accepted after " + writing.toMillis() + " ms");
    killing.await();
    Map<View, Duration> level =
        new ViewWatch(platform, months.get(0).shop().id(), progress)
            .await(ViewWatch.ends(platform), start, LIMIT);
    progress.accept("reading all stores back");
    List<String> differences = new ArrayList<>();
    long compared = compare(months, differences);
    return new MonthResult(
        months.size(),
        months.stream().mapToLong(month -> month.receipts().size()).sum(),
        months.stream().mapToLong(ShopMonth::lines).sum(),
        months.stream().mapToLong(month -> month.movements().size()).sum(),
        writing,
        level,
        writer.retries(),
        kills,
        compared,
        differences,
        deadLetters());
  }

  private long compare(List<ShopMonth> months, List<String> differences)
      throws InterruptedException {
    ReadApi api = new ReadApi(platform.urls("projection-store"), Platform.API_KEY);
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Compared>> running = new ArrayList<>();
      months.forEach(month -> running.add(threads.submit(() -> compare(api, month))));
      long figures = 0;
      for (Future<Compared> one : running) {
        figures += one.get().figures;
        differences.addAll(one.get().differences);
      }
      return figures;
    } catch (ExecutionException e) {
      throw new PlatformException("cannot read back: " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static Compared compare(ReadApi api, ShopMonth month) throws InterruptedException {
    Sums recomputed = Recomputation.of(month);
    List<String> differences =
        recomputed.differences(ReadBack.of(api, month.shop())).stream()
            .map(difference -> month.shop().id() + " " + difference)
            .toList();
    return new Compared(recomputed.size(), differences);
  }

  private long deadLetters() {
    try (TopicReader topics = new TopicReader(platform.kafkaBootstrapServers())) {
      return topics.deadLetters().values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
