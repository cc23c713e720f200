package io.millrace.worker.intake;

import io.millrace.worker.answer.Task;
import org.apache.kafka.common.TopicPartition;

/**
 * A record this worker holds.
 *
 * @param order those with less go first
 * @param alone whether nothing may be in work beside it
 */
record Held(Task task, long order, boolean alone) {

  Held(Task task, long order) {
    this(task, order, false);
  }

  /** Whatever was admitted soon after it goes first: it takes the whole worker. */
  Held toBeAlone() {
    return new Held(task, order + Lanes.AGEING.toMillis(), true);
  }

  TopicPartition partition() {
    return new TopicPartition(task.record().topic(), task.record().partition());
  }

  long offset() {
    return task.record().offset();
  }

  int bytes() {
    return Math.max(0, task.record().serializedValueSize());
  }
}
