package io.millrace.loadtest.prove.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sender has one request of a key on its way at a time, so the order of acknowledgements is the
 * order in which the topic must have the first records of that key, and in which a conversation
 * must be shown.
 */
final class OrderCheck {

  private final Recorded run;
  private final List<String> offences = new ArrayList<>();
  private long compared;

  private OrderCheck(Recorded run) {
    this.run = run;
  }

  static Check keysAreInOrder(Recorded run) {
    OrderCheck check = new OrderCheck(run);
    Map<String, Stored> stored = new HashMap<>();
    for (Sent one : run.evidence().acknowledged()) {
      if (one.kind().ordered()) {
        check.follow(stored, one.identity(), "acknowledged");
      }
    }
    Map<String, Stored> shown = new HashMap<>();
    for (Shown one : run.evidence().shown()) {
      if (one.kind() == Kind.CHAT) {
        check.follow(shown, one.identity(), "shown");
      }
    }
    return new Check("in order per key", check.compared, check.offences);
  }

  private void follow(Map<String, Stored> newest, String identity, String event) {
    Stored entry = run.first(identity);
    if (entry == null) {
      return; // another check's matter
    }
    Stored before = newest.put(entry.kind() + " " + entry.key(), entry);
    if (before == null) {
      return;
    }
    compared++;
    if (entry.partition() != before.partition() || entry.offset() <= before.offset()) {
      offences.add(
          "%s %s: %s after #%d (%s), but is #%d at %d@%d, not after %d@%d"
              .formatted(
                  entry.kind(),
                  entry.key(),
                  event,
                  before.sequence(),
                  before.id(),
                  entry.sequence(),
                  entry.partition(),
                  entry.offset(),
                  before.partition(),
                  before.offset()));
    }
  }
}
