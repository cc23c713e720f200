package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Sent;
import java.util.ArrayList;
import java.util.List;

/** What the senders did, in order. Safe for use by many threads. */
public final class Journal {

  private final long origin = System.nanoTime();
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Sent> acknowledged = new ArrayList<>();
  private final List<Sent> unanswered = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  /** Nanoseconds since this journal began. */
  public long now() {
    return System.nanoTime() - origin;
  }

  synchronized void attempted(Attempt attempt) {
    attempts.add(attempt);
  }

  synchronized void acknowledged(Sent sent) {
    acknowledged.add(sent);
  }

  synchronized void unanswered(Sent sent) {
    unanswered.add(sent);
  }

  synchronized void refused(String answer) {
    refused.add(answer);
  }

  public synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** Each once, in the order of acknowledgement. */
  public synchronized List<Sent> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Requests that were given up. */
  public synchronized List<Sent> unanswered() {
    return List.copyOf(unanswered);
  }

  /** Answers that no repetition would have changed. */
  public synchronized List<String> refused() {
    return List.copyOf(refused);
  }
}
