package io.millrace.worker.intake;

import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.worker.kafka.KafkaSettings;
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

  private final Map<String, Object> config;
  private final IntakeSettings settings;
  private final RequestProcessor processor;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final WorkInHand work = new WorkInHand();
  private volatile @Nullable IntakeLoop loop;
  private volatile boolean running;

  RequestIntake(KafkaSettings kafka, IntakeSettings settings, RequestProcessor processor) {
    this.settings = settings;
    this.processor = processor;
    config = ClientDefaults.consumer(kafka.bootstrapServers());
    config.put("group.id", GROUP);
    config.put("client.id", "ai-worker");
    config.put("max.poll.records", settings.maxConcurrent());
    config.put("session.timeout.ms", 10_000);
    config.put("heartbeat.interval.ms", 1_000);
    // By topic, so that every worker has its share of each priority.
    config.put("partition.assignment.strategy", RangeAssignor.class.getName());
  }

  /** Whether the worker is a member of its group and takes requests. */
  public boolean joined() {
    IntakeLoop current = loop;
    return current != null && current.joined();
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
      while (stopping.getCount() > 0) {
        runLoop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running = false;
      ended.complete(null);
    }
  }

  private void runLoop() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      IntakeLoop current = new IntakeLoop(consumer, work, settings, processor::process);
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
