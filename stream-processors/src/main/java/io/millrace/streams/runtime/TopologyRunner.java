package io.millrace.streams.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one application running: when its instance of Kafka Streams ends, because a topic is
 * missing or for any other reason, a new one is tried after a pause. Nothing here blocks the
 * caller, and nothing ends the process.
 */
final class TopologyRunner {

  private static final Logger LOG = LoggerFactory.getLogger(TopologyRunner.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private volatile Application application;
  private final StreamsSettings settings;
  private final FactMeters meters;
  private final ScheduledThreadPoolExecutor executor;
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable String failure;
  private volatile @Nullable Future<?> retry;
  private volatile boolean stopping;

  TopologyRunner(Application application, StreamsSettings settings, FactMeters meters) {
    this.application = application;
    this.settings = settings;
    this.meters = meters;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1, task -> new Thread(task, application.id() + "-runner"), new DiscardPolicy());
  }

  void start() {
    executor.execute(this::launch);
  }

  /** Goes on with other parts of the same application. */
  void change(Application next) {
    executor.execute(
        () -> {
          Future<?> pending = retry;
          if (pending != null) {
            pending.cancel(false);
          }
          application = next;
          launch();
        });
  }

  /** Leaves the group, so that the rest of it takes over at once, and closes. */
  void stop() {
    stopping = true;
    Future<?> pending = retry;
    if (pending != null) {
      pending.cancel(false);
    }
    executor.execute(this::close);
    executor.shutdown();
  }

  /** Stops for good: nothing is kept of it, here or in Kafka. */
  void retire() {
    stopping = true;
    Future<?> pending = retry;
    if (pending != null) {
      pending.cancel(false);
    }
    executor.execute(this::erase);
  }

  boolean isOver() {
    return executor.isTerminated();
  }

  boolean awaitStop(Duration timeout) throws InterruptedException {
    return executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  TopologyStatus status() {
    KafkaStreams current = streams;
    State state = current == null ? null : current.state();
    String waitsFor =
        current != null && sum(current, "connection-count") == 0
            ? "no connection to Kafka at " + settings.bootstrapServers()
            : null;
    if (current == null || state != State.RUNNING) {
      String cause = failure;
      return new TopologyStatus(application.id(), state, 0, 0, cause == null ? waitsFor : cause);
    }
    return new TopologyStatus(application.id(), state, tasks(current), lag(current), waitsFor);
  }

  private void launch() {
    close();
    if (stopping) {
      return;
    }
    try {
      // Kafka's own check fails where several topologies create the folder at once.
      Files.createDirectories(StreamsConfigs.stateDir(settings));
      KafkaStreams next =
          new KafkaStreams(application.get(), StreamsConfigs.of(application, settings, meters));
      streams = next;
      next.setUncaughtExceptionHandler(this::onFailure);
      next.setStateListener((state, before) -> onState(next, state));
      next.start();
    } catch (IOException | RuntimeException e) {
      onFailure(e);
      relaunch(streams);
    }
  }

  private void erase() {
    KafkaStreams current = streams;
    close();
    try {
      if (current != null) {
        current.cleanUp();
      }
      InternalTopics.delete(settings.bootstrapServers(), application.id());
      executor.shutdown();
    } catch (RuntimeException e) {
      LOG.info("{} is not erased yet, trying again: {}", application.id(), Failures.reason(e));
      retry = executor.schedule(this::erase, LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void close() {
    KafkaStreams current = streams;
    if (current == null) {
      return;
    }
    boolean closed =
        current.close(
            CloseOptions.timeout(settings.shutdownTimeout())
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    streams = null;
    LOG.atInfo()
        .addKeyValue("application", application.id())
        .log(
            "{} {}",
            application.id(),
            closed ? "closed" : "did not close within " + settings.shutdownTimeout());
  }

  private void onState(KafkaStreams instance, State next) {
    LOG.atInfo().addKeyValue("application", application.id()).log("{} {}", application.id(), next);
    if (next == State.RUNNING) {
      failure = null;
      backoff.reset();
    } else if (next == State.ERROR && !stopping) {
      relaunch(instance);
    }
  }

  private StreamThreadExceptionResponse onFailure(Throwable exception) {
    failure = Failures.reason(exception);
    LOG.atWarn()
        .addKeyValue("application", application.id())
        .log("{} failed: {}", application.id(), failure);
    LOG.atDebug().setCause(exception).log("{} failed", application.id());
    return Failures.response(exception);
  }

  /** Replaces an instance after a pause, unless something else has done so by then. */
  private void relaunch(@Nullable KafkaStreams failed) {
    Runnable replace =
        () -> {
          if (streams == failed) {
            launch();
          }
        };
    retry = executor.schedule(replace, backoff.next().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static int tasks(KafkaStreams streams) {
    try {
      int tasks = 0;
      for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
        tasks += thread.activeTasks().size() + thread.standbyTasks().size();
      }
      return tasks;
    } catch (IllegalStateException e) {
      return 0; // closing meanwhile
    }
  }

  private static long lag(KafkaStreams streams) {
    return sum(streams, "records-lag");
  }

  /** Without the restore consumer: what standby tasks are behind is nobody's wait. */
  private static long sum(KafkaStreams streams, String metric) {
    double sum = 0;
    for (Metric each : streams.metrics().values()) {
      MetricName name = each.metricName();
      if (name.name().equals(metric)
          && !name.tags().getOrDefault("client-id", "").endsWith("restore-consumer")
          && each.metricValue() instanceof Double value
          && !value.isNaN()) {
        sum += value;
      }
    }
    return (long) sum;
  }
}
