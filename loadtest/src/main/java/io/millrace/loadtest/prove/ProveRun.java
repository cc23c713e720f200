package io.millrace.loadtest.prove;

import io.millrace.loadtest.platform.Balancer;
import io.millrace.loadtest.platform.Lag;
import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.platform.Usage;
import io.millrace.loadtest.prove.evidence.Collector;
import io.millrace.loadtest.prove.evidence.Onlooker;
import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.fault.Chaos;
import io.millrace.loadtest.prove.fault.FaultRecord;
import io.millrace.loadtest.prove.fault.FreshnessProbe;
import io.millrace.loadtest.prove.fault.Impact;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.sender.Attempt;
import io.millrace.loadtest.prove.sender.Traffic;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One run: a platform of its own, traffic, faults, and what is left when all is quiet. */
final class ProveRun {

  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(30);
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);
  private static final int SOLD_DAYS_AGO = 3;
  private static final long LOOK_MILLIS = 100;
  private static final String ALERTS = "millrace-stock-alerts";

  private final ProveSettings settings;
  private final Consumer<String> progress;

  ProveRun(ProveSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * What a run leaves behind.
   *
   * @param evidence to be checked
   * @param impacts of the faults that were done
   * @param cores what all processes of the platform used before the first fault
   * @param settled from the last request until reads covered everything
   * @param stale views that did not within a minute
   * @param reads made while faults were done
   * @param failedReads those no process answered, one line each
   */
  record Result(
      Evidence evidence,
      List<Impact> impacts,
      double cores,
      Duration settled,
      List<View> stale,
      long reads,
      List<String> failedReads) {}

  Result run() throws InterruptedException {
    Instant startedAt = Instant.now();
    progress.accept("starting a platform in " + settings.dataDir());
    try (Platform platform =
            Platform.start(
                settings.home(), settings.dataDir(), settings.environment(), settings.instances());
        Traffic traffic =
            new Traffic(
                new Balancer(platform.urls("ingest-api")),
                Platform.API_KEY,
                soldFrom(startedAt),
                settings.seed());
        Onlooker onlooker = new Onlooker(api(platform))) {
      ReadApi api = api(platform);
      traffic.prepare();
      awaitThresholds(platform);
      traffic.start(settings.rates());
      double cores = warmUp(platform, traffic, api);
      onlooker.start();
      List<FaultRecord> faults = faults(platform, traffic, api);
      onlooker.close();
      progress.accept("no more requests; waiting until reads cover everything");
      traffic.finish(FINISH_LIMIT);
      long finished = System.nanoTime();
      try (Collector collector =
              new Collector(traffic, api, platform.kafkaBootstrapServers(), startedAt);
          Lag lag = lag(platform)) {
        List<View> stale = collector.awaitFresh(SETTLE_LIMIT);
        awaitLevel(lag, finished + SETTLE_LIMIT.toNanos());
        Duration settled = Duration.ofNanos(System.nanoTime() - finished);
        progress.accept("reading topics and projections");
        Evidence evidence = collector.collect();
        List<Attempt> attempts = traffic.journal().attempts();
        return new Result(
            evidence,
            faults.stream().map(fault -> Impact.of(fault, attempts)).toList(),
            cores,
            settled,
            stale,
            onlooker.reads(),
            onlooker.failed());
      }
    }
  }

  private static ReadApi api(Platform platform) {
    return new ReadApi(platform.urls("projection-store"), Platform.API_KEY);
  }

  private static Lag lag(Platform platform) {
    return new Lag(platform.kafkaBootstrapServers(), platform.urls("projection-store"));
  }

  /** Which alerts there must be is known only if thresholds came before the levels. */
  private static void awaitThresholds(Platform platform) throws InterruptedException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    try (Lag lag = lag(platform)) {
      while (!lag.hasTaken(ALERTS, Topics.CATALOG_PRODUCTS)) {
        if (System.nanoTime() > end) {
          throw new PlatformException(ALERTS + " has not taken the products");
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Alerts and notifications of results cover no fact, so nothing but the lag tells. */
  private static void awaitLevel(Lag lag, long end) throws InterruptedException {
    while (lag.records() > 0 && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private double warmUp(Platform platform, Traffic traffic, ReadApi api)
      throws InterruptedException {
    try (FreshnessProbe probe = new FreshnessProbe(traffic, api)) {
      Set<View> fresh = probe.await(traffic.journal().now(), START_LIMIT).keySet();
      if (fresh.size() < View.values().length) {
        throw new PlatformException("not fresh before any fault; only " + new TreeSet<>(fresh));
      }
    }
    Usage before = usage(platform);
    long began = System.nanoTime();
    Thread.sleep(settings.warmUp().toMillis());
    double cores = usage(platform).coresSince(before, Duration.ofNanos(System.nanoTime() - began));
    progress.accept(Report.cores(cores));
    return cores;
  }

  private static Usage usage(Platform platform) {
    return Platform.PROCESSES.stream().map(platform::usage).reduce(Usage.NONE, Usage::plus);
  }

  private List<FaultRecord> faults(Platform platform, Traffic traffic, ReadApi api)
      throws InterruptedException {
    try (FreshnessProbe probe = new FreshnessProbe(traffic, api)) {
      Chaos chaos =
          new Chaos(platform, traffic, probe, settings.pause(), settings.outage(), settings.calm());
      return chaos.run(
          settings.plan(),
          settings.limit(),
          record -> progress.accept(Report.line(Impact.of(record, traffic.journal().attempts()))));
    }
  }

  /** Whole days ago, so that a day's sum has several hours. */
  private static Instant soldFrom(Instant now) {
    return now.truncatedTo(ChronoUnit.DAYS).minus(SOLD_DAYS_AGO, ChronoUnit.DAYS);
  }
}
