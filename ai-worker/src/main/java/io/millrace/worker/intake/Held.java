package io.millrace.worker.intake;

import io.millrace.worker.answer.Task;
import org.apache.kafka.common.TopicPartition;

/**
 * A record this worker holds.
 *
 * @param order those with less go first
 */
record Held(Task task, long order) {

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
