package io.millrace.loadtest.prove.ledger;

import java.util.Locale;

/** What is sent. */
public enum Kind {
  RECEIPT,
  WEBHOOK,
  CHAT,
  AI,
  MOVEMENT,
  SHIFT,
  READ;

  /** Whether requests of one key are promised to be stored in the order they were acknowledged. */
  boolean ordered() {
    return this != AI;
  }

  /** Whether the read API shows each one; the others show in figures only. */
  boolean listed() {
    return this == RECEIPT || this == CHAT || this == AI;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
