package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.platform.TopicReader;
import io.millrace.loadtest.prove.ledger.Answer;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Shown;
import io.millrace.loadtest.prove.ledger.Stored;
import io.millrace.loadtest.prove.sender.Lane;
import io.millrace.loadtest.prove.sender.Traffic;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
        topics.ends(
            switch (view.kind()) {
              case RECEIPT -> Topics.SALES_RECEIPTS;
              case WEBHOOK -> Topics.WEBHOOKS_RECEIVED;
              case CHAT -> Topics.CHAT_MESSAGES;
              case AI -> Topics.AI_RESULTS;
            });
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
    List<Answer> answers = new ArrayList<>();
    topics.read(Topics.AI_RESULTS, entry -> answers.add(Decoder.answer(entry)));
    return new Evidence(
        traffic.journal().acknowledged(),
        traffic.journal().unanswered(),
        traffic.journal().refused(),
        stored,
        answers,
        shown(stored),
        figures().all(),
        topics.deadLetters());
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

  private Figures figures() throws InterruptedException {
    Figures figures = new Figures(api);
    Instant soldTo = traffic.soldFrom().plus(Traffic.SOLD_WITHIN);
    for (Lane store : traffic.lanes(Kind.RECEIPT)) {
      figures.sales(store.key(), traffic.soldFrom(), soldTo);
      figures.stock(store.key());
    }
    Instant end = Instant.now().plus(MARGIN);
    for (Lane source : traffic.lanes(Kind.WEBHOOK)) {
      figures.webhooks(source.key(), startedAt.minus(MARGIN), end);
    }
    return figures;
  }

  @Override
  public void close() {
    topics.close();
  }
}
