package io.millrace.worker.lease;

import io.millrace.worker.lease.LeaseStore.Renewal;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The requests this worker has, and what Redis is still to be told of those it had. */
@Component
public class Leases {

  private static final Logger log = LoggerFactory.getLogger(Leases.class);
  private static final int MOST_LATE = 1_000;

  private record Held(Lease lease, Sinks.One<Stop> stop) {}

  private record Late(Lease lease, Ending ending) {}

  private final LeaseStore store;
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final Queue<Late> late = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lateCount = new AtomicInteger();

  Leases(LeaseStore store) {
    this.store = store;
  }

  /** Keeps a request from now on; gives a value when the work on it has to stop. */
  public Mono<Stop> hold(Lease lease) {
    Held added = new Held(lease, Sinks.one());
    held.put(lease.place().request(), added);
    return added.stop().asMono();
  }

  /** Keeps it no longer: it ended. */
  public void release(Lease lease) {
    held.computeIfPresent(
        lease.place().request(), (any, current) -> current.lease() == lease ? null : current);
  }

  /**
   * Gives it back to those that wait.
   *
   * @param attempts begun so far; a record that says fewer is not worked on any more
   */
  public Mono<Void> giveBack(Lease lease, int attempts) {
    release(lease);
    return lease.exclusive()
        ? store
            .giveBack(lease, attempts)
            .doOnError(fault -> log.debug("not given back", fault))
            .onErrorComplete()
        : Mono.empty();
  }

  /** Stops the work on a request; false if there is none. */
  public boolean stop(String request, Stop why) {
    Held found = held.get(request);
    if (found != null) {
      found.stop().tryEmitValue(why);
    }
    return found != null;
  }

  /** Stops the work on a request, and keeps it no longer. */
  public void drop(String request) {
    stop(request, Stop.LOST);
    held.remove(request);
  }

  /** Stops all work. */
  public void stopAll(Stop why) {
    held.values().forEach(each -> each.stop().tryEmitValue(why));
  }

  /** Whether no other worker begins any of these before they end. */
  public boolean exclusive() {
    return held.values().stream().allMatch(each -> each.lease().exclusive());
  }

  /** Has Redis told of an end when it is back: the answer is out already. */
  public void finishLater(Lease lease, Ending ending) {
    if (lateCount.incrementAndGet() > MOST_LATE) {
      lateCount.decrementAndGet();
      log.warn("too many ends that Redis was not told, its counts will be off");
      return;
    }
    late.add(new Late(lease, ending));
  }

  /** Renews all; never waits. For a background thread, again and again. */
  public void renew() {
    held.values().stream()
        .filter(each -> each.lease().exclusive())
        .forEach(
            each ->
                store
                    .renew(each.lease())
                    .subscribe(
                        renewal -> renewed(each, renewal),
                        fault -> log.debug("not renewed", fault)));
  }

  private static void renewed(Held held, Renewal renewal) {
    switch (renewal) {
      case KEPT -> {}
      case CANCELLED -> held.stop().tryEmitValue(Stop.CANCELLED);
      case LOST -> held.stop().tryEmitValue(Stop.LOST);
    }
  }

  /** Tells Redis of ends it was not told; never waits. For a background thread. */
  public void finishLate() {
    Late next = late.poll();
    if (next != null) {
      lateCount.decrementAndGet();
      store
          .finish(next.lease(), next.ending())
          .flatMap(
              done ->
                  done instanceof Finish.Lost
                      ? Mono.just(false)
                      : store.published(next.lease().place()))
          .subscribe(done -> finishLate(), fault -> finishLater(next.lease(), next.ending()));
    }
  }
}
