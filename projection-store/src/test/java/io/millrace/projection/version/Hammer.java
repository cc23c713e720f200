package io.millrace.projection.version;

import io.millrace.projection.reads.ReadClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/** Reads without a pause, and notes every answer that fails or is older than one before it. */
final class Hammer implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong answers = new AtomicLong();
  private volatile boolean stopping;

  /**
   * Adds a reader.
   *
   * @param value a figure of the answer that only grows
   */
  Hammer read(ReadClient client, String path, ToLongFunction<JsonNode> value) {
    Thread thread = new Thread(() -> run(client, path, value), "hammer " + path);
    threads.add(thread);
    thread.start();
    return this;
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  long answers() {
    return answers.get();
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join(20_000);
    }
  }

  private void run(ReadClient client, String path, ToLongFunction<JsonNode> value) {
    Instant newest = Instant.EPOCH;
    long highest = 0;
    while (!stopping) {
      try {
        ReadClient.Answer answer = client.get(path);
        if (answer.status() != 200) {
          faults.add(path + ": " + answer.status() + " " + answer.body());
          continue;
        }
        Instant freshAsOf = Instant.parse(answer.header("X-Fresh-As-Of"));
        long figure = value.applyAsLong(answer.json());
        if (freshAsOf.isBefore(newest)) {
          faults.add(path + ": fresh as of " + freshAsOf + " after " + newest);
        }
        if (figure < highest) {
          faults.add(path + ": " + figure + " after " + highest);
        }
        newest = freshAsOf;
        highest = figure;
        answers.incrementAndGet();
      } catch (RuntimeException e) {
        faults.add(path + ": " + e);
      }
    }
  }
}
