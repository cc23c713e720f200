package io.millrace.ingest.fairness;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One request's place among the others of its holder. Ended once, by whoever answers the request;
 * may be ended before it was taken.
 */
public final class Turn extends AtomicInteger {

  private static final long serialVersionUID = 1L;
  private static final int NEW = 0;
  private static final int WAITING = 1;
  private static final int TAKEN = 2;
  private static final int ENDED = 3;

  private final transient Turns turns;
  private transient @Nullable Share share;
  private transient @Nullable MonoSink<Turn> sink;
  private transient long waitingSince;
  private long bytes;

  Turn(Turns turns) {
    this.turns = turns;
  }

  /**
   * Does the work when the holder may: at once, unless it has far more under way than others who
   * are active. A body is not to be read before.
   *
   * @param holder whose request it is: a source or a tenant
   * @param declared the body's length, negative where it is not known
   * @return the work's result; a {@link io.millrace.ingest.http.Refusal} 503 when the turn does not
   *     come in time
   */
  public <T> Mono<T> take(String holder, long declared, Supplier<Mono<T>> work) {
    Share own = turns.share(holder);
    share = own;
    bytes = declared < 0 ? Turns.UNDECLARED : declared;
    if (!own.hasWaiting() && turns.mayEnter(own)) {
      return enter(own, NEW) ? work.get() : Mono.empty();
    }
    return Mono.<Turn>create(waiting -> await(own, waiting)).flatMap(turn -> work.get());
  }

  private void await(Share own, MonoSink<Turn> waiting) {
    sink = waiting;
    waitingSince = System.nanoTime();
    if (!compareAndSet(NEW, WAITING)) {
      return;
    }
    if (own.enqueue(this)) {
      turns.admit(own);
    } else {
      refuse();
    }
  }

  /** Lets it go on, unless it has ended. */
  void admit() {
    MonoSink<Turn> waiting = sink;
    Share own = share;
    if (waiting != null && own != null && enter(own, WAITING)) {
      waiting.success(this);
    }
  }

  private boolean enter(Share own, int from) {
    turns.entered(own, bytes);
    if (compareAndSet(from, TAKEN)) {
      return true;
    }
    turns.left(own, bytes);
    return false;
  }

  void refuse() {
    MonoSink<Turn> waiting = sink;
    if (waiting != null && compareAndSet(WAITING, ENDED)) {
      waiting.error(Turns.overloaded().refusal());
    }
  }

  boolean waitsSinceBefore(long nanoTime) {
    return waitingSince - nanoTime < 0;
  }

  boolean isOver() {
    return get() >= TAKEN;
  }

  /** Gives the place to the next one. */
  public void end() {
    Share own = share;
    if (getAndSet(ENDED) == TAKEN && own != null) {
      turns.left(own, bytes);
      if (own.hasWaiting()) {
        turns.admit(own);
      }
    }
  }
}
