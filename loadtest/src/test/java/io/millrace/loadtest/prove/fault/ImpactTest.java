package io.millrace.loadtest.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.fault.Fault.Action;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.sender.Attempt;
import io.millrace.loadtest.prove.sender.Attempt.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImpactTest {

  private static final Fault FAULT = new Fault(Action.KILL, "kafka");

  private final List<Attempt> journal = new ArrayList<>();

  @Test
  void of_countsWhatEndedWhileTheFaultLasted() {
    add(Kind.CHAT, 1, 80, 90, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 95, 110, Outcome.FAILED);
    add(Kind.CHAT, 2, 120, 130, Outcome.FAILED);
    add(Kind.CHAT, 3, 140, 150, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 151, 152, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 190, 201, Outcome.ACKNOWLEDGED);
    Impact.Requests chat = Impact.of(record(100, 105, 200), journal).requests().get(Kind.CHAT);
    assertThat(chat).isEqualTo(new Impact.Requests(4, 1, 1, 2, 55));
  }

  @Test
  void of_takesAGapUpToTheEndOfTheFault() {
    add(Kind.CHAT, 1, 89, 90, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 91, 400, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 401, 900, Outcome.ACKNOWLEDGED);
    assertThat(Impact.of(record(100, 105, 200), journal).outage()).isEqualTo(109);
  }

  @Test
  void of_countsNoGapInWhichNothingWasSent() {
    add(Kind.AI, 1, 89, 90, Outcome.ACKNOWLEDGED);
    add(Kind.AI, 1, 140, 145, Outcome.ACKNOWLEDGED);
    add(Kind.AI, 1, 195, 199, Outcome.ACKNOWLEDGED);
    assertThat(Impact.of(record(100, 105, 200), journal).outage()).isEqualTo(5);
  }

  @Test
  void of_countsFromTheOldestRequestThatWasWaiting() {
    add(Kind.CHAT, 1, 101, 102, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 160, 170, Outcome.ACKNOWLEDGED);
    add(Kind.CHAT, 1, 110, 171, Outcome.ACKNOWLEDGED);
    assertThat(Impact.of(record(100, 105, 200), journal).outage()).isEqualTo(60);
  }

  @Test
  void of_saysWhenEveryKindIsAcknowledgedAgain() {
    for (Kind kind : Kind.values()) {
      add(kind, 1, 99, 130, Outcome.ACKNOWLEDGED);
      add(kind, 1, 105, 140 + kind.ordinal(), Outcome.ACKNOWLEDGED);
    }
    Impact impact = Impact.of(record(100, 105, 200), journal);
    assertThat(impact.acknowledgedAgain()).hasValue(140 + Kind.values().length - 1 - 105);
    journal.removeIf(attempt -> attempt.kind() == Kind.AI);
    assertThat(Impact.of(record(100, 105, 200), journal).acknowledgedAgain()).isEmpty();
  }

  @Test
  void allFreshAgain_isTheLastView() {
    Map<View, Long> fresh = new EnumMap<>(View.class);
    for (View view : View.values()) {
      fresh.put(view, 150L + view.ordinal());
    }
    FaultRecord record = new FaultRecord(FAULT, 100, 105, fresh, 200);
    assertThat(Impact.of(record, journal).allFreshAgain()).hasValue(45 + View.values().length - 1);
    fresh.remove(View.CHAT);
    record = new FaultRecord(FAULT, 100, 105, fresh, 200);
    assertThat(Impact.of(record, journal).allFreshAgain()).isEmpty();
  }

  private static FaultRecord record(long began, long over, long ended) {
    return new FaultRecord(FAULT, began, over, Map.of(), ended);
  }

  private void add(Kind kind, int number, long began, long ended, Outcome outcome) {
    journal.add(new Attempt(kind, number, began, ended, outcome));
  }
}
