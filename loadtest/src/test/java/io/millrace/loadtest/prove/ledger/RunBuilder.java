package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A run in which every promise was kept: two stores, two sources, two conversations and two users,
 * with repeats, refunds, a request that was never acknowledged but stored and one that was not. The
 * lists may be changed before {@link #build}.
 */
public final class RunBuilder {

  private static final Instant TEN = Instant.parse("2026-01-05T10:00:00Z");
  private static final int EVENTS = 20;
  private static final Content MESSAGE =
      Content.of(new Content.Message("ann", List.of("ann", "bob")));

  /** What each answer took. */
  static final Answer.Use USE = new Answer.Use(TEN, "demo", "normal", false, 3, 5, 7, 11);

  final List<Sent> acknowledged = new ArrayList<>();
  final List<Sent> unanswered = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final List<Stored> stored = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final List<Shown> shown = new ArrayList<>();
  final List<Figure> figures = new ArrayList<>();
  final List<Level> levels = new ArrayList<>();
  final Map<String, Long> thresholds = new HashMap<>(Map.of("tea", 10_000L));
  final Map<String, Long> deadLetters = new HashMap<>(Map.of("sales.receipts.v1-dlt", 0L));

  private final Map<String, Long> offsets = new HashMap<>();

  /** The kept promises. */
  public RunBuilder() {
    LongStream.rangeClosed(1, EVENTS)
        .forEach(
            sequence -> {
              for (int key = 1; key <= 2; key++) {
                receipt("store-" + key, sequence);
                webhook("source-" + key, sequence);
                message("talk-" + key, sequence);
                question("asker-" + key, sequence);
                movement("store-" + key, sequence);
                shift("store-" + key, sequence);
                read("talk-" + key, sequence);
              }
            });
    // low, the same again, still low within the band, low, ok, low
    for (long level : List.of(50_000, 9_000, 9_000, 10_500, 9_500, 11_001, 10_000)) {
      levels.add(new Level("store-1", "tea", revision(level), level));
    }
    Stored repeated = stored.get(0);
    store(sent(repeated), repeated.type(), repeated.content(), TEN.plusSeconds(300));
    Stored again = stored.get(1);
    store(sent(again), again.type(), again.content(), TEN.plusSeconds(300));
    giveUp(Kind.CHAT, "talk-1", true);
    giveUp(Kind.CHAT, "talk-2", false);
    recount();
    figures.add(new Figure(Projection.WEBHOOK_STATS, "source-1 unused", Measure.REJECTED, 0));
  }

  /** The evidence as it stands. */
  public Evidence build() {
    return new Evidence(
        acknowledged,
        unanswered,
        refused,
        stored,
        answers,
        shown,
        figures,
        levels,
        thresholds,
        deadLetters);
  }

  /** Makes the figures those of the records as they stand. */
  void recount() {
    figures.clear();
    figures.addAll(Effects.of(build()));
  }

  private long revision(long level) {
    Level last = levels.isEmpty() ? null : levels.get(levels.size() - 1);
    return last == null ? 1 : last.revision() + (last.quantityMilli() == level ? 0 : 1);
  }

  private void receipt(String key, long sequence) {
    boolean refund = sequence % 7 == 0;
    long total = 450 * sequence + 99;
    Sale sale =
        new Sale(
            TEN.plus(Duration.ofMinutes(11 * sequence)),
            refund,
            total,
            List.of(
                new Sale.Line("tea", 1_000 * sequence, 450 * sequence),
                new Sale.Line("salt", 125, 99)),
            sequence % 3 == 0
                ? List.of()
                : List.of(
                    new Sale.Payment("card", total - 99),
                    new Sale.Payment("cash", 49),
                    new Sale.Payment("card", 50)),
            sequence % 4 == 0 ? "" : "ann",
            sequence <= 10 ? key + "-s1" : "",
            refund ? key + "-" + (sequence - 1) : "");
    Sent sent = new Sent(Kind.RECEIPT, key, key + "-" + sequence, sequence, sale.signed(total));
    acknowledged.add(sent);
    store(sent, "", Content.of(sale), TEN.plusSeconds(sequence));
    shown.add(new Shown(Kind.RECEIPT, key, sent.id(), sent.amount(), "", sale.refundOf()));
  }

  private void webhook(String key, long sequence) {
    Sent sent = new Sent(Kind.WEBHOOK, key, key + "-" + sequence, sequence, 100 + sequence);
    acknowledged.add(sent);
    store(sent, sequence % 2 == 0 ? "push" : "issues", Content.NONE, TEN.plusSeconds(sequence));
  }

  private void message(String key, long sequence) {
    Sent sent = new Sent(Kind.CHAT, key, key + "-" + sequence, sequence, 0);
    acknowledged.add(sent);
    store(sent, "", MESSAGE, TEN.plusSeconds(sequence));
    shown.add(new Shown(Kind.CHAT, key, sent.id(), 0, "", ""));
  }

  private void question(String key, long sequence) {
    Sent sent = new Sent(Kind.AI, key, key + "-" + sequence, sequence, 0);
    acknowledged.add(sent);
    store(sent, "", Content.NONE, TEN.plusSeconds(sequence));
    String text = "You asked: " + sent.id();
    answers.add(new Answer(key, sent.id(), "completed", text, USE));
    shown.add(new Shown(Kind.AI, key, sent.id(), 0, "completed", text));
  }

  /** Every fifth counts the tea. */
  private void movement(String key, long sequence) {
    boolean stocktake = sequence % 5 == 0;
    Sent sent = new Sent(Kind.MOVEMENT, key, key + "-v" + sequence, sequence, 20_000);
    acknowledged.add(sent);
    Instant at = TEN.plus(Duration.ofMinutes(11 * sequence)).plusSeconds(1);
    Content content = Content.of(new Content.Movement(at, "tea", stocktake, 20_000));
    store(sent, "", content, TEN.plusSeconds(sequence));
  }

  private void shift(String key, long sequence) {
    boolean opens = sequence % 2 == 1;
    String shift = key + "-s" + (sequence + 1) / 2;
    Sent sent = new Sent(Kind.SHIFT, key, shift + (opens ? "/o" : "/c"), sequence, 100);
    acknowledged.add(sent);
    Content content = Content.of(new Content.ShiftEvent(shift, opens, 100));
    store(sent, "", content, TEN.plusSeconds(sequence));
  }

  /** The recipient has read half of it at the end. */
  private void read(String key, long sequence) {
    Sent sent = new Sent(Kind.READ, key, key + "-d" + sequence, sequence, 0);
    acknowledged.add(sent);
    String message = key + "-" + (sequence + 1) / 2;
    store(sent, "", Content.of(new Content.Mark("bob", message)), TEN.plusSeconds(sequence));
  }

  private void giveUp(Kind kind, String key, boolean wasStored) {
    Sent sent = new Sent(kind, key, key + "-given-up", EVENTS + 1, 0);
    unanswered.add(sent);
    if (wasStored) {
      store(sent, "", MESSAGE, TEN.plusSeconds(400));
      shown.add(new Shown(kind, key, sent.id(), 0, "", ""));
    }
  }

  private void store(Sent sent, String type, Content content, Instant ingestedAt) {
    long offset = offsets.merge(sent.kind() + sent.key(), 1L, Long::sum);
    stored.add(
        new Stored(
            sent.kind(),
            sent.key(),
            sent.id(),
            sent.sequence(),
            sent.amount(),
            3,
            offset,
            ingestedAt,
            type,
            content));
  }

  private static Sent sent(Stored stored) {
    return new Sent(stored.kind(), stored.key(), stored.id(), stored.sequence(), stored.amount());
  }
}
