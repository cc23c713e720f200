package io.millrace.loadtest.catchup;

import io.millrace.loadtest.bulk.BulkWriter;
import io.millrace.loadtest.platform.Http;
import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.platform.Signal;
import io.millrace.loadtest.platform.Usage;
import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.evidence.ViewWatch;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Writes receipts while topologies and sinks stand still, then starts those anew and waits until
 * every view of receipts covers all of them.
 */
final class CatchUp {

  /** The processes that come late. */
  static final List<String> LATE = List.of("stream-processors", "projection-store");

  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final long LOOK_MILLIS = 50;
  private static final String ANY_STORE = "store-1";

  private final Platform platform;
  private final Consumer<String> progress;

  CatchUp(Platform platform, Consumer<String> progress) {
    this.platform = platform;
    this.progress = progress;
  }

  CatchUpResult run(Backlog backlog) throws InterruptedException {
    for (String name : LATE) {
      platform.signal(name, Signal.STOP);
    }
    BulkWriter writer = new BulkWriter(platform.ingestUrl(), Platform.API_KEY);
    writer.liftLimits(Platform.TENANT);
    Duration writing = writer.write(backlog);
    progress.accept(
        "%d receipts written in %.1f s; starting %s"
            .formatted(backlog.made(), writing.toMillis() / 1e3, String.join(", ", LATE)));
    Map<View, List<Position>> ends = ViewWatch.ends(platform);
    for (String name : LATE) {
      kill(name);
    }
    Map<String, Usage> before = new LinkedHashMap<>();
    for (String name : Platform.PROCESSES) {
      before.put(name, LATE.contains(name) ? Usage.NONE : platform.usage(name));
    }
    long start = System.nanoTime();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Map<String, Future<Optional<Duration>>> up = new LinkedHashMap<>();
      for (String name : LATE) {
        up.put(name, threads.submit(() -> awaitUp(name, start)));
      }
      Map<View, Duration> level =
          new ViewWatch(platform, ANY_STORE, progress).await(ends, start, LIMIT);
      return new CatchUpResult(
          backlog.made(),
          backlog.made() * Backlog.LINES,
          writing,
          get(up),
          level,
          cpu(before),
          counted(backlog));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns once it is dead. */
  private void kill(String name) throws InterruptedException {
    Optional<ProcessHandle> process = platform.pid(name).flatMap(ProcessHandle::of);
    platform.signal(name, Signal.KILL);
    while (process.map(ProcessHandle::isAlive).orElse(false)) {
      Thread.sleep(1);
    }
  }

  private Optional<Duration> awaitUp(String name, long start) throws InterruptedException {
    while (System.nanoTime() - start < LIMIT.toNanos()) {
      if (Http.isOk(platform.url(name) + "/metrics")) {
        return Optional.of(Duration.ofNanos(System.nanoTime() - start));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return Optional.empty();
  }

  private static <K> Map<K, Duration> get(Map<K, Future<Optional<Duration>>> futures)
      throws InterruptedException {
    Map<K, Duration> times = new LinkedHashMap<>();
    for (Map.Entry<K, Future<Optional<Duration>>> one : futures.entrySet()) {
      try {
        one.getValue().get().ifPresent(time -> times.put(one.getKey(), time));
      } catch (ExecutionException e) {
        throw new PlatformException(one.getKey() + ": " + e.getCause());
      }
    }
    return times;
  }

  private Map<String, Duration> cpu(Map<String, Usage> before) {
    Map<String, Duration> cpu = new LinkedHashMap<>();
    before.forEach((name, usage) -> cpu.put(name, platform.usage(name).cpu().minus(usage.cpu())));
    return cpu;
  }

  /** Whether the sums of the day are those of what was written. */
  private boolean counted(Backlog backlog) throws InterruptedException {
    JsonNode answer =
        new ReadApi(platform.urls("projection-store"), Platform.API_KEY)
            .get(
                "/api/analytics/sales?bucket=day&from=%s&to=%s"
                    .formatted(backlog.day(), backlog.day().plus(Duration.ofDays(1))));
    long receipts = 0;
    long revenue = 0;
    for (JsonNode bucket : answer.path("buckets")) {
      receipts += bucket.path("receipts").asLong();
      revenue += bucket.path("revenue").asLong();
    }
    progress.accept(
        "sales of the day: %d receipts, %d (written: %d, %d)"
            .formatted(receipts, revenue, backlog.made(), backlog.revenue()));
    return receipts == backlog.made() && revenue == backlog.revenue();
  }
}
