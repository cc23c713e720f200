package io.millrace.ingest.spool;

import io.millrace.ingest.http.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event that was offered and is not answered yet. */
record Offer(byte[] record, Outcome outcome) {

  private static final Logger log = LoggerFactory.getLogger(Offer.class);

  int length() {
    return record.length;
  }

  void stored() {
    guarded(outcome::stored);
  }

  void refused(Problem problem) {
    guarded(() -> outcome.refused(problem));
  }

  void direct() {
    guarded(outcome::direct);
  }

  /** One that cannot be answered must not keep the others from their answers. */
  private static void guarded(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException e) {
      log.error("spool_answer_failed", e);
    }
  }
}
