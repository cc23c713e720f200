package io.millrace.streams.runtime;

import io.millrace.streams.projection.ProjectionTopology;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/**
 * A topology as it runs for one version of its projection, under an application id and with output
 * topics of that version.
 *
 * @param outputs where rows go instead, by the topic of the first version
 * @param serving whether readers see, or another topology reads, what it makes
 */
record TopologyVersion(
    ProjectionTopology topology, int version, Map<String, String> outputs, boolean serving)
    implements Supplier<Topology> {

  TopologyVersion {
    outputs = Map.copyOf(outputs);
  }

  static TopologyVersion first(ProjectionTopology topology) {
    return new TopologyVersion(topology, 1, Map.of(), true);
  }

  String applicationId() {
    return topology.applicationId() + (version == 1 ? "" : "-v" + version);
  }

  @Override
  public Topology get() {
    return topology.get();
  }
}
