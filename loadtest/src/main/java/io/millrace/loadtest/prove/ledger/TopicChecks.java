package io.millrace.loadtest.prove.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the senders know against what the topics hold. */
final class TopicChecks {

  private TopicChecks() {}

  static Check acknowledgedIsStored(Recorded run) {
    List<Sent> acknowledged = run.evidence().acknowledged();
    List<String> missing =
        acknowledged.stream()
            .map(Sent::identity)
            .filter(identity -> run.first(identity) == null)
            .toList();
    return new Check("acknowledged is in the topic", acknowledged.size(), missing);
  }

  static Check storedIsAsSent(Recorded run) {
    Map<String, Sent> sent = new HashMap<>();
    run.evidence().acknowledged().forEach(one -> sent.put(one.identity(), one));
    run.evidence().unanswered().forEach(one -> sent.putIfAbsent(one.identity(), one));
    List<String> offences = new ArrayList<>();
    for (Stored entry : run.evidence().stored()) {
      Sent one = sent.get(entry.identity());
      if (one == null) {
        offences.add(entry.identity() + ": nobody sent it");
      } else if (one.amount() != entry.amount() || one.sequence() != entry.sequence()) {
        offences.add(
            "%s: #%d of %d, sent as #%d of %d"
                .formatted(
                    entry.identity(),
                    entry.sequence(),
                    entry.amount(),
                    one.sequence(),
                    one.amount()));
      }
    }
    return new Check("the topic has what was sent", run.evidence().stored().size(), offences);
  }

  static Check nothingIsDead(Recorded run) {
    Map<String, Long> topics = run.evidence().deadLetters();
    List<String> offences =
        topics.entrySet().stream()
            .filter(topic -> topic.getValue() > 0)
            .map(topic -> topic.getKey() + ": " + topic.getValue())
            .sorted()
            .toList();
    return new Check("no dead letters", topics.size(), offences);
  }

  static Check nothingIsRefused(Recorded run) {
    Evidence evidence = run.evidence();
    long sent = evidence.acknowledged().size() + evidence.unanswered().size();
    return new Check("nothing is refused", sent, evidence.refused());
  }
}
