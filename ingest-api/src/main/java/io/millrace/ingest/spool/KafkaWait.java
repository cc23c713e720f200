package io.millrace.ingest.spool;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread be interrupted where it waits for Kafka and nowhere else: in the middle of a write
 * an interrupt would close the file.
 */
final class KafkaWait {

  private @Nullable Thread waiting;
  private boolean ended;

  /** Runs a call that may wait for Kafka. */
  void in(Runnable call) {
    synchronized (this) {
      if (ended) {
        throw new KafkaException("the spool is being closed");
      }
      waiting = Thread.currentThread();
    }
    try {
      call.run();
    } finally {
      synchronized (this) {
        waiting = null;
        boolean cleared = Thread.interrupted();
        ended |= cleared;
      }
    }
  }

  /** Ends the call that waits now, and all that follow. */
  synchronized void end() {
    ended = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
