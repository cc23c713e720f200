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

  final List<Sent> acknowledged = new ArrayList<>();
  final List<Sent> unanswered = new ArrayList<>();
  final List<String> refused = new ArrayList<>();
  final List<Stored> stored = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final List<Shown> shown = new ArrayList<>();
  final List<Figure> figures = new ArrayList<>();
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
              }
            });
    Stored repeated = stored.get(0);
    store(sent(repeated), repeated.type(), repeated.sale(), TEN.plusSeconds(300));
    Stored again = stored.get(1);
    store(sent(again), again.type(), null, TEN.plusSeconds(300));
    giveUp(Kind.CHAT, "talk-1", true);
    giveUp(Kind.CHAT, "talk-2", false);
    figures.addAll(Effects.of(stored));
    figures.add(new Figure(Projection.WEBHOOK_STATS, "source-1 unused", Measure.REJECTED, 0));
  }

  /** The evidence as it stands. */
  public Evidence build() {
    return new Evidence(
        acknowledged, unanswered, refused, stored, answers, shown, figures, deadLetters);
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
                new Sale.Line("salt", 125, 99)));
    Sent sent = new Sent(Kind.RECEIPT, key, key + "-" + sequence, sequence, sale.signed(total));
    acknowledged.add(sent);
    store(sent, "", sale, TEN.plusSeconds(sequence));
    shown.add(new Shown(Kind.RECEIPT, key, sent.id(), sent.amount(), "", ""));
  }

  private void webhook(String key, long sequence) {
    Sent sent = new Sent(Kind.WEBHOOK, key, key + "-" + sequence, sequence, 100 + sequence);
    acknowledged.add(sent);
    store(sent, sequence % 2 == 0 ? "push" : "issues", null, TEN.plusSeconds(sequence));
  }

  private void message(String key, long sequence) {
    Sent sent = new Sent(Kind.CHAT, key, key + "-" + sequence, sequence, 0);
    acknowledged.add(sent);
    store(sent, "", null, TEN.plusSeconds(sequence));
    shown.add(new Shown(Kind.CHAT, key, sent.id(), 0, "", ""));
  }

  private void question(String key, long sequence) {
    Sent sent = new Sent(Kind.AI, key, key + "-" + sequence, sequence, 0);
    acknowledged.add(sent);
    store(sent, "", null, TEN.plusSeconds(sequence));
    String text = "You asked: " + sent.id();
    answers.add(new Answer(key, sent.id(), "completed", text));
    shown.add(new Shown(Kind.AI, key, sent.id(), 0, "completed", text));
  }

  private void giveUp(Kind kind, String key, boolean wasStored) {
    Sent sent = new Sent(kind, key, key + "-given-up", EVENTS + 1, 0);
    unanswered.add(sent);
    if (wasStored) {
      store(sent, "", null, TEN.plusSeconds(400));
      shown.add(new Shown(kind, key, sent.id(), 0, "", ""));
    }
  }

  private void store(Sent sent, String type, Sale sale, Instant ingestedAt) {
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
            sale));
  }

  private static Sent sent(Stored stored) {
    return new Sent(stored.kind(), stored.key(), stored.id(), stored.sequence(), stored.amount());
  }
}
