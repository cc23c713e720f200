package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one key. Arrivals do not wait for answers, but one request at a time is on its
 * way, as the order of acknowledgements means nothing otherwise. Some requests are sent once more
 * after they were acknowledged.
 */
public final class Lane {

  private static final double REPEATED = 0.05;
  private static final int REMEMBERED = 64;
  private static final long LOOK_MILLIS = 100;

  private final Kind kind;
  private final String key;
  private final RequestMaker maker;
  private final Sender sender;
  private final Journal journal;
  private final Random random;
  private final Semaphore due = new Semaphore(0);
  private final List<Request> earlier = new ArrayList<>();
  private long sequence;
  private volatile @Nullable Acknowledgement newest;
  private volatile long end = Long.MAX_VALUE;
  private volatile boolean closing;

  Lane(Kind kind, String key, RequestMaker maker, Sender sender, Journal journal, long seed) {
    this.kind = kind;
    this.key = key;
    this.maker = maker;
    this.sender = sender;
    this.journal = journal;
    this.random = new Random(seed);
  }

  public Kind kind() {
    return kind;
  }

  public String key() {
    return key;
  }

  /** The last request acknowledged, if its last attempt began at that time or later. */
  public Optional<Acknowledgement> acknowledgedSince(long time) {
    Acknowledgement one = newest;
    return one == null || one.began() < time ? Optional.empty() : Optional.of(one);
  }

  /** One more request is due. */
  void arrive() {
    due.release();
  }

  /** Sends what is due still, but not after that time of the journal. */
  void close(long end) {
    this.end = end;
    closing = true;
  }

  void run() throws InterruptedException {
    while (!timeIsUp() && !(closing && due.availablePermits() == 0)) {
      if (due.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        sendNext();
      }
    }
  }

  private void sendNext() throws InterruptedException {
    Request request = maker.make(key, ++sequence, random);
    Optional<Acknowledgement> acknowledged = sender.send(request, this::timeIsUp);
    if (acknowledged.isEmpty()) {
      journal.unanswered(request.sent());
      return;
    }
    journal.acknowledged(request.sent());
    newest = acknowledged.get();
    remember(request);
    if (random.nextDouble() < REPEATED) {
      var unused = sender.send(earlier.get(random.nextInt(earlier.size())), this::timeIsUp);
    }
  }

  private void remember(Request request) {
    if (earlier.size() < REMEMBERED) {
      earlier.add(request);
    } else {
      earlier.set(random.nextInt(REMEMBERED), request);
    }
  }

  private boolean timeIsUp() {
    return journal.now() >= end;
  }
}
