package io.millrace.loadtest.prove.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerTest {

  private final RunBuilder run = new RunBuilder();

  @Test
  void check_passesARunThatKeptEveryPromise() {
    Verdict verdict = Checker.check(run.build());
    assertThat(verdict.checks()).allSatisfy(check -> assertThat(check.offences()).isEmpty());
    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.lost()).isZero();
    assertThat(verdict.notOnce()).isZero();
    assertThat(check("acknowledged is in the topic").compared()).isEqualTo(280);
    assertThat(check("acknowledged is in the read API").compared()).isEqualTo(120);
    assertThat(check("the topic has what was sent").compared()).isEqualTo(283);
    assertThat(check("in order per key").compared()).isEqualTo(12 * 19 + 2 * 19 + 1);
    assertThat(check("refunds name their sale").compared()).isEqualTo(4);
    assertThat(check("one final answer to each AI request").compared()).isEqualTo(40);
  }

  @Test
  void check_reportsAnAcknowledgedIdMissingInTheTopic() {
    run.stored.removeIf(is("source-1-9"));
    run.recount();
    assertOnlyFails("acknowledged is in the topic", "webhook source-1/source-1-9");
    assertThat(Checker.check(run.build()).lost()).isEqualTo(1);
  }

  @Test
  void check_reportsAnAcknowledgedIdMissingInTheReadApi() {
    run.shown.removeIf(shown -> shown.id().equals("talk-2-5"));
    assertOnlyFails("acknowledged is in the read API", "chat talk-2/talk-2-5");
    assertThat(Checker.check(run.build()).lost()).isEqualTo(1);
  }

  @Test
  void check_reportsAnEffectThatWasDoubled() {
    add(Measure.RECEIPTS, 1, figure -> figure.row().equals("store-1 2026-01-05T11:00:00Z"));
    assertOnlyFails(
        "each effect once",
        "sales-by-hour: store-1 2026-01-05T11:00:00Z receipts: 5, by the topic 4");
    assertThat(Checker.check(run.build()).notOnce()).isEqualTo(1);
  }

  @Test
  void check_reportsAWebhookCountedTwice() {
    add(Measure.ACCEPTED, 1, figure -> figure.row().equals("source-2 2026-01-05T10:00:00Z push"));
    assertOnlyFails(
        "each effect once",
        "webhook-stats: source-2 2026-01-05T10:00:00Z push accepted: 11, by the topic 10");
  }

  @Test
  void check_letsIngestKnowMoreDuplicatesThanTheTopic() {
    Figure known =
        new Figure(
            Projection.WEBHOOK_STATS, "source-1 2026-01-05T10:00:00Z", Measure.DUPLICATES, 3);
    run.figures.add(known);

    assertThat(Checker.check(run.build()).passed()).isTrue();
  }

  @Test
  void check_reportsAMessageShownTwice() {
    run.shown.add(run.shown.stream().filter(shown -> shown.kind() == Kind.RECEIPT).findAny().get());
    assertOnlyFails("each effect once", "receipt store-1/store-1-1: shown twice");
  }

  @Test
  void check_reportsWhatIsShownButWasNeverStored() {
    run.shown.add(new Shown(Kind.RECEIPT, "store-1", "phantom", 1, "", ""));
    assertOnlyFails("each effect once", "receipt store-1/phantom: shown, but not in the topic");
  }

  @Test
  void check_reportsAPairOutOfOrderInTheTopic() {
    int fourth = index("store-2-4");
    int fifth = index("store-2-5");
    Stored a = run.stored.get(fourth);
    Stored b = run.stored.get(fifth);
    run.stored.set(fourth, at(b, a.offset()));
    run.stored.set(fifth, at(a, b.offset()));
    assertOnlyFails(
        "in order per key",
        "receipt store-2: acknowledged after #4 (store-2-4), but is #5 at 3@4, not after 3@5");
  }

  @Test
  void check_reportsAConversationShownOutOfOrder() {
    int fourth = shownIndex("talk-1-4");
    int fifth = shownIndex("talk-1-5");
    Collections.swap(run.shown, fourth, fifth);
    assertOnlyFails(
        "in order per key",
        "chat talk-1: shown after #5 (talk-1-5), but is #4 at 3@4, not after 3@5");
  }

  @Test
  void check_reportsASumOffByACent() {
    add(Measure.REVENUE, -1, figure -> figure.row().equals("store-1 2026-01-05T00:00:00Z"));
    assertOnlyFails(
        "sums are exact",
        "sales-by-day: store-1 2026-01-05T00:00:00Z revenue: 77183, by the topic 77184");
  }

  @Test
  void check_reportsAReceiptOffByACent() {
    int index = shownIndex("store-1-3");
    run.shown.set(index, new Shown(Kind.RECEIPT, "store-1", "store-1-3", 1_450, "", ""));
    assertOnlyFails("sums are exact", "receipt store-1/store-1-3: 1450, by the topic 1449");
  }

  @Test
  void check_reportsAStockLevelOffByAThousandth() {
    add(Measure.LEVEL, 1, figure -> figure.row().equals("store-2 salt"));
    assertOnlyFails(
        "sums are exact", "stock-levels: store-2 salt level: -1999, by the topic -2000");
  }

  /** What stands last is what the plain computation comes to. */
  @ParameterizedTest
  @CsvSource({
    "SALES_BREAKDOWN, store-1 paid card, AMOUNT, 47750",
    "SALES_BREAKDOWN, store-1 paid cash, RECEIPTS, 12",
    "SALES_BREAKDOWN, store-1 paid unknown, REVENUE, 28944",
    "SALES_BREAKDOWN, store-1 by ann, REFUNDS, 2",
    "SALES_BREAKDOWN, store-1 by , RECEIPTS, 5",
    "HOURS_OF_WEEK, store-2 monday 11, RECEIPTS, 4",
    "HOURS_OF_WEEK, store-2 monday 11, REVENUE, 11997",
    "TOP_PRODUCTS, store-1 #1, REVENUE, 75600",
    "TOP_PRODUCTS, store-1 #2, REVENUE, 1584",
    "REFUNDS, store-1 store-1-6, LINKED, 1",
    "SHIFTS, store-1 store-1-s2, OPENED, 1",
    "SHIFTS, store-1 store-1-s2, CLOSED, 1",
    "SHIFTS, store-1 store-1-s2 closing, CASH, 100",
    "SHIFTS, store-1 store-1-s1, RECEIPTS, 9",
    "SHIFTS, store-1 store-1-s1 cash, AMOUNT, 245",
    "STOCK_MOVEMENTS, store-1 tea store-1-4, LEVEL, 50000",
    "STOCK_MOVEMENTS, store-1 tea store-1-v5, LEVEL, 20000",
    "STOCK_MOVEMENTS, store-1 tea store-1-7, LEVEL, 41000",
    "STOCK_LEVELS, store-1 tea, LEVEL, 20000",
    "LOW_STOCK, store-1 tea, NOTIFIED, 2",
    "CHAT, talk-2 talk-2-7, SEQ, 7",
    "CHAT, talk-1, SEQ, 21",
    "CHAT, talk-1 bob, UNREAD, 11",
    "CHAT, talk-2 bob, UNREAD, 10",
    "CHAT, talk-2 ann, UNREAD, 0",
    "NOTIFICATIONS, bob chat, NOTIFIED, 41",
    "NOTIFICATIONS, bob, UNREAD, 41",
    "NOTIFICATIONS, asker-1 ai, NOTIFIED, 20",
    "NOTIFICATIONS, store:store-1 low-stock, NOTIFIED, 2",
    "AI_USAGE, demo normal 2026-01-05T10:00:00Z, ENDED, 40",
    "AI_USAGE, demo normal 2026-01-05T10:00:00Z, FALLBACKS, 0",
    "AI_USAGE, demo normal 2026-01-05T10:00:00Z prompt, TOKENS, 120",
    "AI_USAGE, demo normal 2026-01-05T10:00:00Z completion, TOKENS, 200",
    "AI_USAGE, demo normal 2026-01-05T10:00:00Z wait, MILLIS, 280"
  })
  void check_reportsAFigureOffByOne(
      Projection projection, String row, Measure measure, long expected) {
    String exact = row.endsWith(" by") ? row + " " : row;
    add(measure, 1, figure -> figure.projection() == projection && figure.row().equals(exact));
    assertOnlyFails(
        new Figure(projection, exact, measure, 0).count() ? "each effect once" : "sums are exact",
        "%s: %s %s: %d, by the topic %d"
            .formatted(
                projection,
                exact,
                measure.name().toLowerCase(Locale.ROOT),
                expected + 1,
                expected));
  }

  @Test
  void check_reportsALowLevelThatIsNotAlerted() {
    run.stored.removeIf(stored -> stored.kind() == Kind.MOVEMENT);
    run.acknowledged.removeIf(sent -> sent.kind() == Kind.MOVEMENT);
    run.recount();
    assertThat(failed()).isEmpty();
    add(Measure.ALERTED, -1, figure -> figure.row().equals("store-1 tea"));
    assertOnlyFails("each effect once", "low-stock: store-1 tea alerted: 0, by the topic 1");
  }

  @Test
  void check_reportsARefundThatLostItsSale() {
    int index = shownIndex("store-1-7");
    run.shown.set(index, new Shown(Kind.RECEIPT, "store-1", "store-1-7", -3_249, "", ""));
    assertOnlyFails(
        "refunds name their sale", "receipt store-1/store-1-7: of '', by the topic 'store-1-6'");
  }

  @Test
  void check_reportsARowThatIsMissing() {
    run.figures.removeIf(figure -> figure.row().equals("store-2 salt"));
    assertThat(failed()).containsExactly("sums are exact");
    assertThat(check("sums are exact").offences()).hasSize(3);
  }

  @Test
  void check_reportsAnAmountChangedOnTheWay() {
    int index = index("source-1-3");
    Stored stored = run.stored.get(index);
    run.acknowledged.replaceAll(
        sent ->
            sent.id().equals(stored.id())
                ? new Sent(sent.kind(), sent.key(), sent.id(), sent.sequence(), 104)
                : sent);
    assertOnlyFails(
        "the topic has what was sent", "webhook source-1/source-1-3: #3 of 103, sent as #3 of 104");
  }

  @Test
  void check_reportsARecordNobodySent() {
    run.acknowledged.removeIf(sent -> sent.id().equals("asker-1-20"));
    assertOnlyFails("the topic has what was sent", "ai asker-1/asker-1-20: nobody sent it");
  }

  @Test
  void check_reportsAQuestionWithoutAnAnswer() {
    run.answers.removeIf(answer -> answer.id().equals("asker-2-2"));
    run.recount();
    assertOnlyFails(
        "one final answer to each AI request", "ai asker-2/asker-2-2: the first result is none");
  }

  @Test
  void check_reportsAnAnswerThatWasReplaced() {
    run.answers.add(
        0, new Answer("asker-2", "asker-2-2", "completed", "Earlier: asker-2-2", RunBuilder.USE));
    assertOnlyFails(
        "one final answer to each AI request",
        "ai asker-2/asker-2-2: shown as completed, not as first answered");
  }

  @Test
  void check_allowsASecondResultOfAKilledWorker() {
    run.answers.add(
        new Answer("asker-2", "asker-2-2", "completed", "Later: asker-2-2", RunBuilder.USE));
    assertThat(failed()).isEmpty();
  }

  @Test
  void check_reportsDeadLettersAndRefusals() {
    run.deadLetters.put("sales.receipts.v1-dlt", 2L);
    run.refused.add("store-1-1: 422");
    assertThat(failed()).containsExactly("no dead letters", "nothing is refused");
  }

  @Test
  void check_failsWhereThereIsNothingToCompare() {
    Evidence nothing =
        new Evidence(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            Map.of(), Map.of());
    assertThat(Checker.check(nothing).checks()).noneMatch(Check::passed);
  }

  private void assertOnlyFails(String name, String... offences) {
    assertThat(failed()).containsExactly(name);
    assertThat(check(name).offences()).containsExactly(offences);
    assertThat(Checker.check(run.build()).passed()).isFalse();
  }

  private List<String> failed() {
    return Checker.check(run.build()).checks().stream()
        .filter(check -> !check.passed())
        .map(Check::name)
        .toList();
  }

  private Check check(String name) {
    return Checker.check(run.build()).checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void add(Measure measure, long added, Predicate<Figure> which) {
    run.figures.replaceAll(
        figure ->
            figure.measure() == measure && which.test(figure)
                ? new Figure(figure.projection(), figure.row(), measure, figure.value() + added)
                : figure);
  }

  private int index(String id) {
    return run.stored.indexOf(run.stored.stream().filter(is(id)).findFirst().orElseThrow());
  }

  private int shownIndex(String id) {
    return run.shown.indexOf(
        run.shown.stream().filter(shown -> shown.id().equals(id)).findFirst().orElseThrow());
  }

  private static Predicate<Stored> is(String id) {
    return stored -> stored.id().equals(id);
  }

  private static Stored at(Stored stored, long offset) {
    return new Stored(
        stored.kind(),
        stored.key(),
        stored.id(),
        stored.sequence(),
        stored.amount(),
        stored.partition(),
        offset,
        stored.ingestedAt(),
        stored.type(),
        stored.content());
  }
}
