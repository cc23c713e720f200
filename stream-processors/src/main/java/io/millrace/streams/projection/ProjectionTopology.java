package io.millrace.streams.projection;

import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/**
 * One projection: facts in, rows out. It runs under an application id of its own, so that it can be
 * stopped, rebuilt and scaled alone, unless it is a {@link SharedTopology}. A bean of this type is
 * all the runtime needs to run it.
 */
public interface ProjectionTopology extends Supplier<Topology> {

  /** What every application id begins with. */
  String PREFIX = "millrace-";

  /** Kafka's {@code application.id}: names the consumer group, the transactions and the state. */
  String applicationId();
}
