package io.millrace.worker.intake;

import io.millrace.schemas.ai.AiKeys;
import io.millrace.worker.completion.CompletionClient;
import io.millrace.worker.lease.LeaseStore;
import io.millrace.worker.lease.Leases;
import io.millrace.worker.lease.Stop;
import io.millrace.worker.metrics.WorkerMetrics;
import io.millrace.worker.redis.Redis;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** What is due again and again: being there in Redis, renewing leases, hearing of cancellations. */
@Component
class Upkeep implements InitializingBean, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final Redis redis;
  private final LeaseStore store;
  private final Leases leases;
  private final RequestIntake intake;
  private final CompletionClient model;
  private final IntakeSettings settings;
  private final WorkerMetrics metrics;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread created = new Thread(runnable, "ai-upkeep");
            created.setDaemon(true);
            return created;
          });

  Upkeep(
      Redis redis,
      LeaseStore store,
      Leases leases,
      RequestIntake intake,
      CompletionClient model,
      IntakeSettings settings,
      WorkerMetrics metrics) {
    this.redis = redis;
    this.store = store;
    this.leases = leases;
    this.intake = intake;
    this.model = model;
    this.settings = settings;
    this.metrics = metrics;
  }

  @Override
  public void afterPropertiesSet() {
    every(CONNECT, this::connect);
    every(store.renewal(), this::renew);
  }

  private void connect() {
    redis.connect();
    redis.listen(AiKeys.CANCELLED, this::cancelled);
  }

  private void cancelled(String request) {
    if (!leases.stop(request, Stop.CANCELLED)) {
      intake.cancelled(request);
    }
  }

  private void renew() {
    leases.renew();
    leases.finishLate();
    store
        .heartbeat(settings.maxConcurrent(), model.circuit().toString())
        .subscribe(metrics::queue, fault -> log.debug("Redis was not told that we live", fault));
  }

  private void every(Duration period, Runnable task) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                log.warn("upkeep failed", e);
              }
            },
            0,
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void destroy() throws InterruptedException {
    thread.shutdownNow();
    if (redis.connected()) {
      store
          .heartbeat(0, "")
          .toFuture()
          .orTimeout(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(fault -> null)
          .join();
    }
  }
}
