package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.platform.TopicReader;
import io.millrace.loadtest.prove.ledger.Answer;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Level;
import io.millrace.loadtest.prove.ledger.Sale;
import io.millrace.loadtest.prove.ledger.Shown;
import io.millrace.loadtest.prove.ledger.Stored;
import io.millrace.loadtest.prove.sender.Lane;
import io.millrace.loadtest.prove.sender.Traffic;
import io.millrace.schemas.catalog.v1.Product;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects the evidence of a run whose traffic has ended. */
public final class Collector implements AutoCloseable {

  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final Traffic traffic;
  private final ReadApi api;
  private final TopicReader topics;
  private final Instant startedAt;

  /**
   * A collector.
   *
   * @param startedAt before the first request
   */
  public Collector(Traffic traffic, ReadApi api, String bootstrapServers, Instant startedAt) {
    this.traffic = traffic;
    this.api = api;
    this.topics = new TopicReader(bootstrapServers);
    this.startedAt = startedAt;
  }

  /** Waits until reads cover all that is in the topics; answers the views that do not in time. */
  public List<View> awaitFresh(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<View> stale = new ArrayList<>();
    for (View view : View.values()) {
      boolean fresh = view == View.AI_ANSWERS ? answered(end) : covered(view, end);
      if (!fresh) {
        stale.add(view);
      }
    }
    return stale;
  }

  private boolean covered(View view, long end) throws InterruptedException {
    List<Position> positions =
        view.topics().stream().flatMap(topic -> topics.ends(topic).stream()).toList();
    String path = view.path(traffic.lanes(view.kind()).get(0).key());
    return positions.isEmpty() || readAfter(path, positions, end);
  }

  /** Each acknowledged AI request has a result, and reads cover it. */
  private boolean answered(long end) throws InterruptedException {
    Set<String> questions = questions();
    Set<String> open = new HashSet<>(questions);
    while (!open.isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      topics.read(Topics.AI_RESULTS, entry -> open.remove(Decoder.answer(entry).id()));
    }
    List<Position> positions = topics.ends(Topics.AI_RESULTS);
    return questions.isEmpty()
        || readAfter(View.AI_ANSWERS.path(questions.iterator().next()), positions, end);
  }

  private boolean readAfter(String path, List<Position> positions, long end)
      throws InterruptedException {
    while (System.nanoTime() < end) {
      if (api.readAfter(path, positions).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private Set<String> questions() {
    Set<String> ids = new LinkedHashSet<>();
    traffic.journal().acknowledged().stream()
        .filter(sent -> sent.kind() == Kind.AI)
        .forEach(sent -> ids.add(sent.id()));
    return ids;
  }

  /** Reads topics and read models. */
  public Evidence collect() throws InterruptedException {
    List<Stored> stored = new ArrayList<>();
    topics.read(Topics.SALES_RECEIPTS, entry -> stored.add(Decoder.receipt(entry)));
    topics.read(Topics.WEBHOOKS_RECEIVED, entry -> stored.add(Decoder.delivery(entry)));
    topics.read(Topics.CHAT_MESSAGES, entry -> stored.add(Decoder.message(entry)));
    topics.read(Topics.AI_REQUESTS_HIGH, entry -> stored.add(Decoder.request(entry)));
    topics.read(Topics.AI_REQUESTS_NORMAL, entry -> stored.add(Decoder.request(entry)));
    topics.read(Topics.AI_REQUESTS_LOW, entry -> stored.add(Decoder.request(entry)));
    topics.read(Topics.STOCK_MOVEMENTS, entry -> stored.add(Decoder.movement(entry)));
    topics.read(Topics.SALES_SHIFTS, entry -> stored.add(Decoder.shift(entry)));
    topics.read(Topics.CHAT_READS, entry -> stored.add(Decoder.read(entry)));
    List<Level> levels = new ArrayList<>();
    topics.read(Topics.PROJECTION_STOCK_LEVELS, entry -> levels.add(Decoder.level(entry)));
    List<Answer> answers = new ArrayList<>();
    topics.read(Topics.AI_RESULTS, entry -> answers.add(Decoder.answer(entry)));
    return new Evidence(
        traffic.journal().acknowledged(),
        traffic.journal().unanswered(),
        traffic.journal().refused(),
        stored,
        answers,
        shown(stored),
        figures(stored).all(),
        levels,
        thresholds(),
        topics.deadLetters());
  }

  private Map<String, Long> thresholds() {
    Map<String, Long> thresholds = new TreeMap<>();
    topics.read(
        Topics.CATALOG_PRODUCTS,
        entry -> {
          Product product = Decoder.product(entry);
          thresholds.put(product.getProductId(), product.getLowStockThresholdMilli());
        });
    return thresholds;
  }

  private List<Shown> shown(List<Stored> stored) throws InterruptedException {
    Shows shows = new Shows(api);
    List<Shown> shown = new ArrayList<>();
    for (Lane store : traffic.lanes(Kind.RECEIPT)) {
      shown.addAll(shows.receipts(store.key()));
    }
    for (Lane conversation : traffic.lanes(Kind.CHAT)) {
      shown.addAll(shows.messages(conversation.key()));
    }
    Set<String> questions = questions();
    stored.stream().filter(one -> one.kind() == Kind.AI).forEach(one -> questions.add(one.id()));
    shown.addAll(shows.requests(questions));
    return shown;
  }

  private Figures figures(List<Stored> stored) throws InterruptedException {
    Figures figures = new Figures(api);
    Instant soldTo = traffic.soldFrom().plus(Traffic.SOLD_WITHIN);
    for (Lane store : traffic.lanes(Kind.RECEIPT)) {
      figures.sales(store.key(), traffic.soldFrom(), soldTo);
      figures.breakdowns(store.key(), traffic.soldFrom(), soldTo);
      figures.shifts(store.key());
      figures.stock(store.key());
      figures.lowStock(store.key());
    }
    for (String product : traffic.products()) {
      figures.movements(product);
    }
    for (Stored one : stored) {
      Sale sale = one.content().sale();
      if (sale != null && !sale.refundOf().isEmpty()) {
        figures.refunds(one.key(), sale.refundOf());
      }
    }
    Instant begin = startedAt.minus(MARGIN);
    Instant end = Instant.now().plus(MARGIN);
    for (Lane source : traffic.lanes(Kind.WEBHOOK)) {
      figures.webhooks(source.key(), begin, end);
    }
    UserFigures users = new UserFigures(api, figures);
    for (Lane conversation : traffic.lanes(Kind.CHAT)) {
      users.messages(conversation.key());
    }
    for (String user : traffic.users()) {
      users.unread(user);
      users.notifications(user);
    }
    for (Lane asker : traffic.lanes(Kind.AI)) {
      users.notifications(asker.key());
    }
    for (Lane store : traffic.lanes(Kind.RECEIPT)) {
      users.notifications("store:" + store.key());
    }
    users.lastMessages();
    users.aiUsage(begin, end);
    return figures;
  }

  @Override
  public void close() {
    topics.close();
  }
}
