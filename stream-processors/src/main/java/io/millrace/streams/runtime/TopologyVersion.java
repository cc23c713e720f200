package io.millrace.streams.runtime;

import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.projection.SharedTopology;
import java.util.Map;
import java.util.Optional;

/**
 * A topology as it runs for one version of its projection, with output topics of that version.
 *
 * @param outputs where rows go instead, by the topic of the first version
 * @param serving whether readers see, or another topology reads, what it makes
 */
record TopologyVersion(
    ProjectionTopology topology, int version, Map<String, String> outputs, boolean serving) {

  TopologyVersion {
    outputs = Map.copyOf(outputs);
  }

  static TopologyVersion first(ProjectionTopology topology) {
    return new TopologyVersion(topology, 1, Map.of(), true);
  }

  /** What it is called in metrics and health, whichever application it runs in. */
  String name() {
    return topology.applicationId() + (version == 1 ? "" : "-v" + version);
  }

  String applicationId() {
    return shared().map(SharedTopology::sharedId).orElse(name());
  }

  /** The topology, if it shares an application in this version. */
  Optional<SharedTopology> shared() {
    return version == 1 && topology instanceof SharedTopology shared
        ? Optional.of(shared)
        : Optional.empty();
  }
}
