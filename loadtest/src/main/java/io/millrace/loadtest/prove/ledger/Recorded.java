package io.millrace.loadtest.prove.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run's evidence, with the first record of each event, which is the one that has an effect. */
final class Recorded {

  private final Evidence evidence;
  private final Map<String, Stored> first = new LinkedHashMap<>();

  Recorded(Evidence evidence) {
    this.evidence = evidence;
    evidence.stored().forEach(entry -> first.putIfAbsent(entry.identity(), entry));
  }

  Evidence evidence() {
    return evidence;
  }

  @Nullable Stored first(String identity) {
    return first.get(identity);
  }
}
