package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.platform.Balancer;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.prove.ledger.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Requests of every kind at a steady rate, whatever becomes of them. */
public final class Traffic implements AutoCloseable {

  /** All receipts are of this long. */
  public static final Duration SOLD_WITHIN = Duration.ofHours(Receipts.HOURS);

  /** At or below so many units a product is low. */
  private static final int LOW_STOCK = 10;

  private static final Duration SETUP = Duration.ofSeconds(30);

  private final Journal journal = new Journal();
  private final Sender sender;
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final Ingest ingest;
  private final Instant soldFrom;
  private final long seed;

  /**
   * Traffic that does not flow yet.
   *
   * @param balancer every process of ingest-api
   * @param apiKey with scopes write and ops
   * @param soldFrom no receipt has an earlier time of sale, nor one {@link #SOLD_WITHIN} later
   * @param seed of all that is random in the requests
   */
  public Traffic(Balancer balancer, String apiKey, Instant soldFrom, long seed) {
    this.sender = new Sender(journal, balancer);
    this.ingest = new Ingest(balancer.url(), apiKey);
    this.soldFrom = soldFrom;
    this.seed = seed;
    addLanes(12, Kind.RECEIPT, "store-", new Receipts(ingest, soldFrom));
    addLanes(12, Kind.WEBHOOK, "source-", new Deliveries(ingest));
    addLanes(8, Kind.CHAT, "talk-", new Messages(ingest));
    addLanes(2, Kind.AI, "asker-", new Questions(ingest));
    addLanes(12, Kind.MOVEMENT, "store-", new Movements(ingest, soldFrom));
    addLanes(12, Kind.SHIFT, "store-", new Shifts(ingest, soldFrom));
    addLanes(8, Kind.READ, "talk-", new Reads(ingest));
  }

  private void addLanes(int count, Kind kind, String prefix, RequestMaker maker) {
    for (int number = 1; number <= count; number++) {
      long own = seed + 1_000L * kind.ordinal() + number;
      lanes.add(new Lane(kind, prefix + number, maker, sender, journal, own));
    }
  }

  /** Everything that is sold. */
  public List<String> products() {
    return IntStream.range(0, Receipts.PRODUCTS).mapToObj(Receipts::product).toList();
  }

  /** Everybody who chats. */
  public List<String> users() {
    return Messages.users();
  }

  public Journal journal() {
    return journal;
  }

  public Instant soldFrom() {
    return soldFrom;
  }

  public List<Lane> lanes() {
    return List.copyOf(lanes);
  }

  public List<Lane> lanes(Kind kind) {
    return lanes.stream().filter(lane -> lane.kind() == kind).toList();
  }

  /** Makes a plan, the products and the webhook sources. */
  public void prepare() throws InterruptedException {
    Deliveries deliveries = new Deliveries(ingest);
    long end = journal.now() + SETUP.toNanos();
    sender.make(ingest.plan(), () -> journal.now() > end);
    for (String product : products()) {
      sender.make(ingest.product(product, LOW_STOCK), () -> journal.now() > end);
    }
    for (Lane lane : lanes(Kind.WEBHOOK)) {
      sender.make(deliveries.source(lane.key()), () -> journal.now() > end);
    }
  }

  /** Sends until {@link #finish}. */
  public void start(Rates rates) {
    for (Lane lane : lanes) {
      running.add(
          threads.submit(
              () -> {
                lane.run();
                return null;
              }));
    }
    for (Kind kind : Kind.values()) {
      start(lanes(kind), rates.of(kind));
    }
  }

  private void start(List<Lane> takingTurns, double perSecond) {
    var turns = IntStream.iterate(0, turn -> (turn + 1) % takingTurns.size()).iterator();
    long period = Math.max(1, Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond));
    var unused =
        pace.scheduleAtFixedRate(
            () -> takingTurns.get(turns.nextInt()).arrive(), 0, period, TimeUnit.NANOSECONDS);
  }

  /** No more arrivals; sends what is due, but gives up what is not acknowledged in time. */
  public void finish(Duration limit) throws InterruptedException {
    pace.shutdownNow();
    long end = journal.now() + limit.toNanos();
    lanes.forEach(lane -> lane.close(end));
    for (Future<?> lane : running) {
      try {
        lane.get();
      } catch (ExecutionException e) {
        throw new PlatformException("a sender broke: " + e.getCause());
      }
    }
  }

  /** Stops whatever is under way. */
  @Override
  public void close() {
    pace.shutdownNow();
    threads.shutdownNow();
  }
}
