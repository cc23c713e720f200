package io.millrace.loadtest.prove.ledger;

import java.util.List;
import java.util.Map;

/**
 * All that is known of one run, after its senders have stopped and reads were fresh.
 *
 * @param acknowledged requests that were acknowledged, each once, in the order of acknowledgement
 * @param unanswered requests that never were; each may or may not have been stored
 * @param refused answers that no repetition would have changed, as text
 * @param stored records of the topics of facts, each partition in its order
 * @param answers AI results, each partition in its order
 * @param shown what the read API lists; a conversation in its order
 * @param figures what the read API sums
 * @param levels rows of stock levels in their topic, each partition in its order
 * @param thresholds at or below which a product is low, in thousandths
 * @param deadLetters records in each dead-letter topic
 */
public record Evidence(
    List<Sent> acknowledged,
    List<Sent> unanswered,
    List<String> refused,
    List<Stored> stored,
    List<Answer> answers,
    List<Shown> shown,
    List<Figure> figures,
    List<Level> levels,
    Map<String, Long> thresholds,
    Map<String, Long> deadLetters) {

  public Evidence {
    acknowledged = List.copyOf(acknowledged);
    unanswered = List.copyOf(unanswered);
    refused = List.copyOf(refused);
    stored = List.copyOf(stored);
    answers = List.copyOf(answers);
    shown = List.copyOf(shown);
    figures = List.copyOf(figures);
    levels = List.copyOf(levels);
    thresholds = Map.copyOf(thresholds);
    deadLetters = Map.copyOf(deadLetters);
  }
}
