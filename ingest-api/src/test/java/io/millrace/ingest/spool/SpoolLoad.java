package io.millrace.ingest.spool;

import static org.awaitility.Awaitility.await;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Offers events at a steady rate, with a thread for each key, and notes how each was answered. */
final class SpoolLoad {

  private static final long EVERY_MICROS = 1_500;

  private final Spool spool;
  private final DirectProducer direct;
  private final List<ScheduledExecutorService> threads = new ArrayList<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger offered = new AtomicInteger();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger past = new AtomicInteger();

  SpoolLoad(
      Spool spool,
      DirectProducer direct,
      List<String> stores,
      BiFunction<String, Integer, Event> events) {
    this.spool = spool;
    this.direct = direct;
    for (String store : stores) {
      AtomicInteger next = new AtomicInteger();
      ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
      thread.scheduleAtFixedRate(
          () -> offer(events.apply(store, next.getAndIncrement())),
          0,
          EVERY_MICROS,
          TimeUnit.MICROSECONDS);
      threads.add(thread);
    }
  }

  private void offer(Event event) {
    offered.incrementAndGet();
    boolean taken =
        spool.offer(
            event,
            new Outcome() {
              @Override
              public void stored() {
                acknowledged(event);
              }

              @Override
              public void refused(Problem problem) {
                answers.incrementAndGet();
              }

              @Override
              public void direct() {
                direct.send(event, () -> acknowledged(event));
              }
            });
    if (!taken) {
      past.incrementAndGet();
      direct.send(event, () -> acknowledged(event));
    }
  }

  private void acknowledged(Event event) {
    answers.incrementAndGet();
    acknowledged.add(event.id());
  }

  /** Ids of the events that were acknowledged. */
  Set<String> acknowledged() {
    return acknowledged;
  }

  int offered() {
    return offered.get();
  }

  int answers() {
    return answers.get();
  }

  /** How many the spool did not take, nor hold. */
  int past() {
    return past.get();
  }

  /** No more is offered once this returns. */
  void end() {
    threads.forEach(ScheduledExecutorService::shutdown);
    await().until(() -> threads.stream().allMatch(ScheduledExecutorService::isTerminated));
  }
}
