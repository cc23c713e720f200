package io.millrace.ingest.spool;

/** The way to Kafka past the spool. */
public interface Direct {

  /** Whether Kafka is known to take events. */
  boolean ready();

  /** Waits until all that went this way before has ended, well or not. */
  void settle();
}
