package io.millrace.ops.deadletter;

import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.ops.kafka.Offsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How much ai-worker has to do. A redriven request does not pass the front door, which would refuse
 * it while too many wait; so it waits here.
 */
final class Backlog {

  private static final String GROUP = "ai-worker";

  /** As many as one worker makes at once, and as many that wait. */
  private static final long MOST = 20;

  private static final Duration LOOK = Duration.ofMillis(500);

  private final Output output;
  private final KafkaOptions kafka;
  private final Admin admin;

  Backlog(Output output, KafkaOptions kafka, Admin admin) {
    this.output = output;
    this.kafka = kafka;
    this.admin = admin;
  }

  /** Returns when there is little. */
  void await() {
    boolean told = false;
    for (long behind = behind(); behind >= MOST; behind = behind()) {
      if (!told) {
        told = true;
        output.err().println(GROUP + " is " + behind + " records behind: waiting for it");
        output.err().flush();
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private long behind() {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(
            kafka.get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata()));
    committed.values().removeIf(offset -> offset == null);
    return new Offsets(kafka, admin)
        .ends(committed.keySet()).entrySet().stream()
            .mapToLong(end -> end.getValue() - offset(committed, end.getKey(), end.getValue()))
            .filter(lag -> lag > 0)
            .sum();
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition, long end) {
    OffsetAndMetadata found = committed.get(partition);
    return found == null ? end : found.offset();
  }
}
