package io.millrace.worker.intake;

import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.worker.answer.AnswerSettings;
import io.millrace.worker.answer.RequestProcessor;
import io.millrace.worker.kafka.KafkaSettings;
import io.millrace.worker.lease.Leases;
import io.millrace.worker.metrics.WorkerMetrics;
import io.millrace.worker.redis.Redis;
import io.millrace.worker.redis.WorkerName;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The worker's place in the consumer group: one thread that runs an {@link IntakeLoop}, and begins
 * again with a new consumer when one breaks.
 */
@Component
public class RequestIntake implements SmartLifecycle {

  /** The consumer group all workers share. */
  public static final String GROUP = "ai-worker";

  private static final Logger log = LoggerFactory.getLogger(RequestIntake.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * A stop waits for all calls, which end within their time-out, and a little for their results.
   */
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(5);

  private static final int POLL_RECORDS = 50;
  private static final int HEARTBEATS = 10;
  private static final Duration REDIS_LOOK = Duration.ofMillis(50);
  private static final int REDIS_LOOKS = 40;

  private final Map<String, Object> config;
  private final Redis redis;
  private final Slots slots;
  private final RetryWriter retries;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final WorkInHand work = new WorkInHand();
  private volatile @Nullable IntakeLoop loop;
  private volatile boolean running;

  RequestIntake(
      KafkaSettings kafka,
      IntakeSettings settings,
      AnswerSettings answers,
      RequestProcessor processor,
      Leases leases,
      WorkerMetrics metrics,
      WorkerName worker,
      Redis redis,
      Clock clock) {
    this.redis = redis;
    retries = new RetryWriter(kafka.bootstrapServers(), worker.text(), clock);
    slots =
        new Slots(
            work,
            processor,
            retries,
            leases,
            metrics,
            settings.maxConcurrent(),
            answers.requestTimeout().plus(DRAIN_MARGIN),
            clock,
            this::wake);
    config = ClientDefaults.consumer(kafka.bootstrapServers());
    config.put("group.id", GROUP);
    config.put("client.id", "ai-worker");
    config.put("max.poll.records", POLL_RECORDS);
    int session = Math.toIntExact(kafka.sessionTimeout().toMillis());
    config.put("session.timeout.ms", session);
    config.put("heartbeat.interval.ms", session / HEARTBEATS);
    // By topic, so that every worker has its share of each priority.
    config.put("partition.assignment.strategy", RangeAssignor.class.getName());
  }

  /** Whether the worker is a member of its group and takes requests. */
  public boolean joined() {
    IntakeLoop current = loop;
    return current != null && current.joined();
  }

  /** A request is cancelled: if it waits here, it ends now. */
  public void cancelled(String request) {
    IntakeLoop current = loop;
    if (current != null) {
      current.cancelled(request);
    }
  }

  private void wake() {
    IntakeLoop current = loop;
    if (current != null) {
      current.wake();
    }
  }

  @Override
  public void start() {
    running = true;
    new Thread(this::run, "ai-intake").start();
  }

  @Override
  public void stop() {
    stop(() -> {});
    ended.join();
  }

  /** Takes no more requests and lets those in work end. */
  @Override
  public void stop(Runnable callback) {
    stopping.countDown();
    IntakeLoop current = loop;
    if (current != null) {
      current.stop();
    }
    ended.thenRun(callback);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    try {
      awaitRedis();
      while (stopping.getCount() > 0) {
        runLoop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      retries.close();
      running = false;
      ended.complete(null);
    }
  }

  /** The first connection takes a moment, and what is begun before it has no lease. */
  private void awaitRedis() throws InterruptedException {
    for (int look = 0; look < REDIS_LOOKS && !redis.connected(); look++) {
      if (stopping.await(REDIS_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private void runLoop() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      IntakeLoop current = new IntakeLoop(consumer, work, slots);
      loop = current;
      if (stopping.getCount() == 0) {
        current.stop();
      }
      current.run();
    } catch (RuntimeException e) {
      log.atWarn().addKeyValue("cause", e.toString()).log("intake broke, beginning again");
      log.debug("intake broke", e);
      stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      loop = null;
    }
  }
}
