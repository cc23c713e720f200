package io.millrace.streams.runtime;

import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * How a topology is doing.
 *
 * @param topology its name
 * @param state Kafka Streams' state; null while there is no instance
 * @param tasks tasks and standby tasks this process holds
 * @param lag records its tasks have still to read, as far as known
 * @param failure what ended the last instance or what this one waits for; null when all is well
 */
record TopologyStatus(
    String topology,
    KafkaStreams.@Nullable State state,
    int tasks,
    long lag,
    @Nullable String failure) {

  /** The same of a topology that shares the application. */
  TopologyStatus of(String name) {
    return new TopologyStatus(name, state, tasks, lag, failure);
  }

  boolean running() {
    return state == KafkaStreams.State.RUNNING;
  }

  /** Why the topology is not ready, or null if it is. */
  @Nullable String unready(long maxLag) {
    if (!running() || failure != null) {
      return (state == null ? "not started" : state.name())
          + (failure == null ? "" : ": " + failure);
    }
    if (tasks == 0) {
      return "RUNNING without tasks";
    }
    return lag > maxLag ? "RUNNING, " + lag + " records behind" : null;
  }
}
